package dev.passthrough.host.inventory;

import dev.passthrough.host.pci.PciAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads one function's attributes (Documentation/ABI/testing/sysfs-bus-pci). */
final class FunctionReader {

  private static final Pattern ROOT = Pattern.compile("pci[0-9a-f]{4,8}:[0-9a-f]{2}");

  private final PciAddress address;
  private final Attributes device;
  private final Surroundings around;

  FunctionReader(PciAddress address, Attributes device, Surroundings around) {
    this.address = address;
    this.device = device;
    this.around = around;
  }

  PciFunction read() {
    var physicalFunction = linkedFunction("physfn");
    try (var config = new ConfigFile(device.folder())) {
      var hardware = new HardwareReader(device, physicalFunction.isPresent(), config);
      return new PciFunction(
          address,
          new IdsReader(device).read(),
          Names.UNKNOWN,
          binding(),
          placement(),
          new IdentityReader(address, device, around).read(hardware),
          hardware.read(),
          sriov(),
          physicalFunction,
          new MediationReader(device).read());
    }
  }

  private Binding binding() {
    var driver = device.linkName("driver");
    // An override that was never set reads "(null)": the kernel prints a null pointer.
    return new Binding(
        driver,
        device.text("driver_override").filter(it -> !it.isEmpty() && !it.equals("(null)")),
        vfioDevice(driver),
        List.of(),
        List.of());
  }

  /** The kernel lists it even where it makes no node, so it is asked for only where nodes are. */
  private Optional<String> vfioDevice(Optional<String> driver) {
    boolean told = driver.filter(Binding::vfioName).isPresent() && !around.vfioNodesByDevice();
    return told
        ? Optional.empty()
        : device.list("vfio-dev").stream().filter(it -> it.startsWith("vfio")).findFirst();
  }

  private Placement placement() {
    var linked = device.linkName("iommu_group").map(Numbers::decimal).orElse(OptionalInt.empty());
    return new Placement(
        device.number("numa_node"),
        linked.isPresent() ? linked : around.groupOf(address),
        device
            .folder()
            .path()
            .map(Path::getParent)
            .map(Path::getFileName)
            .flatMap(it -> PciAddress.parse(it.toString())),
        root());
  }

  private Optional<String> root() {
    for (var at = device.folder().path(); at.isPresent(); at = at.map(Path::getParent)) {
      var name = at.map(Path::getFileName).map(Path::toString).orElse("");
      if (ROOT.matcher(name).matches()) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private Optional<Sriov> sriov() {
    var total = device.number("sriov_totalvfs");
    if (total.isEmpty()) {
      return Optional.empty();
    }
    var functions = virtualFunctions();
    return Optional.of(
        new Sriov(
            total.getAsInt(),
            device.number("sriov_numvfs").orElse(functions.size()),
            !device.text("sriov_drivers_autoprobe").equals(Optional.of("0")),
            routing(),
            functions));
  }

  private Optional<Sriov.Routing> routing() {
    var offset = device.number("sriov_offset");
    var stride = device.number("sriov_stride");
    return offset.isPresent() && stride.isPresent()
        ? Optional.of(new Sriov.Routing(offset.getAsInt(), stride.getAsInt()))
        : Optional.empty();
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
}
