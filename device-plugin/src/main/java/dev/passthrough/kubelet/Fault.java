package dev.passthrough.kubelet;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a unit from being handed out at one moment, as anybody who looks can see it. Pure.
 *
 * @param function the function of the unit that is not as it has to be
 * @param clause goes on from its address: {@code is bound to igbvf, not to vfio-pci}
 */
record Fault(String function, String clause) {

  /** What is wrong with {@code unit} on {@code host}; empty if it can be handed out. */
  static Optional<Fault> of(AddressKind kind, DeviceUnit unit, LiveHost host) {
    var asked = asked(kind, unit, host.function(unit.address()), host);
    if (asked != null) {
      return Optional.of(new Fault(unit.address(), asked));
    }
    for (var address : unit.companions()) {
      var companion = companion(unit, host.function(address), host);
      if (companion != null) {
        return Optional.of(new Fault(address, companion));
      }
    }
    return Optional.empty();
  }

  /** For kubelet, which shows it to whoever asked for the unit. */
  String sentence(DeviceUnit unit) {
    return "Device "
        + function
        + " "
        + clause
        + (unit.address().equals(function) ? "." : ", and it goes with " + unit.address() + ".");
  }

  /** The unit's health by it. */
  Health health(DeviceUnit unit) {
    return Health.visibly(
        (unit.address().equals(function) ? "it " : "its companion " + function + " ") + clause);
  }

  private static @Nullable String asked(
      AddressKind kind, DeviceUnit unit, LiveFunction function, LiveHost host) {
    if (!function.present()) {
      return "is gone from the host";
    }
    if (kind == AddressKind.PCI && function.driver().filter(unit.driver()::equals).isEmpty()) {
      return misbound(function, unit.driver());
    }
    return group(unit, function, host);
  }

  /** A companion may have another VFIO driver than the asked function, which has its maker's. */
  private static @Nullable String companion(DeviceUnit unit, LiveFunction function, LiveHost host) {
    if (!function.present()) {
      return "is gone from the host";
    }
    if (function.driver().filter(driver -> harmless(driver, unit)).isEmpty()) {
      return misbound(function, DeviceUnit.VFIO_PCI);
    }
    return group(unit, function, host);
  }

  private static String misbound(LiveFunction function, String wanted) {
    return function.driver().map(driver -> "is bound to " + driver).orElse("is bound to no driver")
        + ", not to "
        + wanted;
  }

  private static @Nullable String group(DeviceUnit unit, LiveFunction function, LiveHost host) {
    if (function.group().isEmpty()) {
      return "has no IOMMU group";
    }
    for (var neighbour : function.neighbours().entrySet()) {
      if (!unit.has(neighbour.getKey()) && !harmless(neighbour.getValue(), unit)) {
        return "shares IOMMU group "
            + function.group().get()
            + " with "
            + neighbour.getKey()
            + ", which the host uses by "
            + neighbour.getValue();
      }
    }
    boolean byGroup = function.groupNode() && host.containerNode();
    boolean byDevice = !function.deviceNodes().isEmpty() && host.iommufdNode();
    if (byGroup || byDevice) {
      return null;
    }
    var number = function.group().get();
    return function.groupNode()
        ? "can't be opened: /dev/vfio/vfio is missing on the host"
        : "can't be opened: /dev/vfio/"
            + number
            + " is missing on the host (IOMMU group "
            + number
            + ")";
  }

  /**
   * Drivers that leave a group to VFIO: its own, in their vendors' variants too, and the one that
   * does nothing.
   */
  private static boolean harmless(String driver, DeviceUnit unit) {
    return driver.equals("pci-stub")
        || driver.equals(unit.driver())
        || driver.endsWith("vfio-pci")
        || driver.endsWith("vfio_pci");
  }
}
