package dev.passthrough.host.inventory;

import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.pci.PciClass;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads one function's attributes (Documentation/ABI/testing/sysfs-bus-pci). */
final class FunctionReader {

  private static final Pattern ID = Pattern.compile("0x([0-9a-fA-F]{4})");
  private static final Pattern REVISION = Pattern.compile("0x([0-9a-fA-F]{2})");

  private final PciAddress address;
  private final Attributes device;
  private final Map<String, Integer> groups;

  FunctionReader(PciAddress address, Attributes device, Map<String, Integer> groups) {
    this.address = address;
    this.device = device;
    this.groups = groups;
  }

  PciFunction read() {
    return new PciFunction(
        address, ids(), binding(), placement(), sriov(), linkedFunction("physfn"));
  }

  private PciIds ids() {
    return new PciIds(
        hex("vendor", ID),
        hex("device", ID),
        hex("subsystem_vendor", ID),
        hex("subsystem_device", ID),
        hex("revision", REVISION),
        device.text("class").flatMap(PciClass::parse));
  }

  private Binding binding() {
    // An override that was never set reads "(null)" (kernel driver_override_show before 6.12).
    return new Binding(
        device.linkName("driver"),
        device.text("driver_override").filter(it -> !it.isEmpty() && !it.equals("(null)")),
        device.list("vfio-dev").stream().filter(it -> it.startsWith("vfio")).findFirst());
  }

  private Placement placement() {
    var linked = device.linkName("iommu_group").map(Numbers::decimal).orElse(OptionalInt.empty());
    var listed = groups.get(address.toString());
    return new Placement(
        device.text("numa_node").map(Numbers::decimal).orElse(OptionalInt.empty()),
        linked.isEmpty() && listed != null ? OptionalInt.of(listed) : linked,
        upstream());
  }

  private Optional<PciAddress> upstream() {
    return device
        .folder()
        .path()
        .flatMap(it -> Optional.ofNullable(it.getParent()))
        .flatMap(it -> Optional.ofNullable(it.getFileName()))
        .flatMap(it -> PciAddress.parse(it.toString()));
  }

  private Optional<Sriov> sriov() {
    return number("sriov_totalvfs")
        .map(total -> {
          var functions = virtualFunctions();
          return new Sriov(
              total,
              number("sriov_numvfs").orElse(functions.size()),
              !device.text("sriov_drivers_autoprobe").equals(Optional.of("0")),
              number("sriov_offset")
                  .flatMap(offset ->
                      number("sriov_stride").map(stride -> new Sriov.Routing(offset, stride))),
              functions);
        });
  }

  private List<PciAddress> virtualFunctions() {
    var byIndex = new TreeMap<Integer, PciAddress>();
    for (var name : device.names()) {
      if (name.startsWith("virtfn")) {
        Numbers.decimal(name.substring("virtfn".length()))
            .ifPresent(index -> linkedFunction(name).ifPresent(it -> byIndex.put(index, it)));
      }
    }
    return List.copyOf(byIndex.values());
  }

  private Optional<PciAddress> linkedFunction(String link) {
    return device.linkName(link).flatMap(PciAddress::parse);
  }

  private Optional<Integer> number(String name) {
    return device
        .text(name)
        .map(Numbers::decimal)
        .filter(OptionalInt::isPresent)
        .map(OptionalInt::getAsInt);
  }

  private Optional<String> hex(String name, Pattern form) {
    return device
        .text(name)
        .map(form::matcher)
        .filter(it -> it.matches())
        .map(it -> it.group(1).toLowerCase(Locale.ROOT));
  }
}
