package dev.passthrough.host.plan;

import dev.passthrough.host.pci.PciAddress;

/**
 * Says which driver alone may bind to {@code device} (sysfs {@code driver_override}).
 *
 * @param from the driver that alone might before; empty for any
 * @param to the driver that alone may; empty for any
 */
public record SetDriverOverride(PciAddress device, PciAddress card, String from, String to)
    implements SysfsStep {

  @Override
  public Property property() {
    return Attribute.DRIVER_OVERRIDE;
  }

  @Override
  public String path() {
    return DeviceStep.deviceFile(device, property().attribute());
  }

  @Override
  public String value() {
    return to;
  }

  @Override
  public String sentence() {
    return to.isEmpty()
        ? "%s: let any driver bind".formatted(device)
        : "%s: let only %s bind".formatted(device, to);
  }
}
