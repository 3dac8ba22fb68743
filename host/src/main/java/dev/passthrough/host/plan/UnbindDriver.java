package dev.passthrough.host.plan;

import dev.passthrough.host.pci.PciAddress;

/**
 * Takes {@code device} away from its driver (sysfs {@code drivers/NAME/unbind}).
 *
 * @param from the driver
 * @param serial the device's serial numbers, a line each, if they may be gone with the driver;
 *     mostly empty
 */
public record UnbindDriver(PciAddress device, PciAddress card, String from, String serial)
    implements SysfsStep {

  public UnbindDriver {
    serial = serial == null ? "" : serial;
  }

  @Override
  public Property property() {
    return Attribute.DRIVER;
  }

  @Override
  public String to() {
    return "";
  }

  @Override
  public String path() {
    return "bus/pci/drivers/" + from + "/unbind";
  }

  @Override
  public String value() {
    return device.toString();
  }

  @Override
  public String sentence() {
    return "%s: take it away from %s".formatted(device, from);
  }
}
