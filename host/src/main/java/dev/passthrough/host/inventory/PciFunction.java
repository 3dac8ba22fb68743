package dev.passthrough.host.inventory;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.passthrough.host.pci.PciAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One PCI function as the kernel shows it in {@code /sys/bus/pci/devices}.
 *
 * @param sriov present on a physical function
 * @param physicalFunction present on a virtual function: the one it belongs to
 * @param mediation present on a parent of mediated devices or vGPUs
 * @param settings of a virtual function, as far as they were read apart from sysfs
 */
public record PciFunction(
    PciAddress address,
    PciIds ids,
    Names names,
    Binding binding,
    Placement placement,
    Identity identity,
    Hardware hardware,
    Optional<Sriov> sriov,
    Optional<PciAddress> physicalFunction,
    Optional<Mediation> mediation,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<Setting, String> settings) {

  public PciFunction {
    settings = settings == null ? Map.of() : Map.copyOf(settings);
  }

  /** As sysfs shows it. */
  PciFunction(
      PciAddress address,
      PciIds ids,
      Names names,
      Binding binding,
      Placement placement,
      Identity identity,
      Hardware hardware,
      Optional<Sriov> sriov,
      Optional<PciAddress> physicalFunction,
      Optional<Mediation> mediation) {
    this(
        address,
        ids,
        names,
        binding,
        placement,
        identity,
        hardware,
        sriov,
        physicalFunction,
        mediation,
        Map.of());
  }

  /** The same with what its card's driver holds for it. */
  public PciFunction with(Map<Setting, String> known) {
    return with(names, binding, known);
  }

  PciFunction withNames(Names known) {
    return with(known, binding, settings);
  }

  PciFunction withModules(List<String> modules) {
    return with(
        names,
        new Binding(
            binding.driver(),
            binding.driverOverride(),
            binding.vfioDevice(),
            modules,
            binding.vfioVariants()),
        settings);
  }

  PciFunction withVfioVariants(List<String> variants) {
    return with(
        names,
        new Binding(
            binding.driver(),
            binding.driverOverride(),
            binding.vfioDevice(),
            binding.modules(),
            variants),
        settings);
  }

  private PciFunction with(Names known, Binding bound, Map<Setting, String> held) {
    return new PciFunction(
        address,
        ids,
        known,
        bound,
        placement,
        identity,
        hardware,
        sriov,
        physicalFunction,
        mediation,
        held);
  }

  public Optional<String> driver() {
    return binding.driver();
  }

  public Optional<String> driverOverride() {
    return binding.driverOverride();
  }

  public Optional<String> vfioDevice() {
    return binding.vfioDevice();
  }

  public OptionalInt numaNode() {
    return placement.numaNode();
  }

  public OptionalInt iommuGroup() {
    return placement.iommuGroup();
  }

  /** A host bridge or PCI-to-PCI bridge; one whose class cannot be read is not. */
  @JsonIgnore
  public boolean isBridge() {
    return ids.pciClass().filter(it -> it.bridge()).isPresent();
  }

  @JsonIgnore
  public boolean isVirtualFunction() {
    return physicalFunction.isPresent();
  }

  /**
   * How many virtual functions its hardware has though sysfs offers none ({@code sriov_totalvfs} is
   * absent); empty where there is no such contradiction.
   */
  @JsonIgnore
  public OptionalInt withheldVfs() {
    return sriov.isPresent()
        ? OptionalInt.empty()
        : hardware.config().map(ConfigFacts::sriovVfs).orElse(OptionalInt.empty());
  }

  /** Whether the firmware drew on it when the machine started (sysfs {@code boot_vga}). */
  @JsonIgnore
  public boolean isBootDisplay() {
    return hardware.bootDisplay();
  }

  /** Whether its ids are these, in any case: {@code 10de}, {@code 1EB8}. */
  public boolean is(String vendor, String device) {
    return ids.vendor().filter(vendor::equalsIgnoreCase).isPresent()
        && ids.device().filter(device::equalsIgnoreCase).isPresent();
  }
}
