package dev.passthrough.host.plan;

import dev.passthrough.host.pci.PciAddress;

/**
 * One call to the kernel: it takes one property of one device from one value to another. It is
 * verified by reading the property, never by the call's success.
 */
public sealed interface DeviceStep extends Step permits SysfsStep, CommandStep {

  /** Whose property it changes. */
  PciAddress device();

  /**
   * The physical function that the device belongs to, or the device itself. If a step fails, the
   * later ones of the same card are left out.
   */
  PciAddress card();

  Property property();

  /** The property's value before, as {@link Property} spells it. */
  String from();

  /** The property's value afterwards. */
  String to();

  @Override
  default String verified() {
    return property() == Attribute.DRIVER
        ? "the link driver of %s %s"
            .formatted(device(), to().isEmpty() ? "is gone" : "leads to " + to())
        : "%s of %s reads %s"
            .formatted(property().attribute(), device(), to().isEmpty() ? "(null)" : to());
  }

  @Override
  default String undone() {
    return property() == Attribute.DRIVER
        ? from().isEmpty() ? "driver/unbind" : "driver_override as found, then bind to " + from()
        : "%s back to %s".formatted(property().attribute(), from().isEmpty() ? "none" : from());
  }

  /** The file {@code name} in the folder of {@code device}, below {@code /sys}. */
  static String deviceFile(PciAddress device, String name) {
    return "bus/pci/devices/" + device + "/" + name;
  }
}
