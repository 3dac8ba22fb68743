package dev.passthrough.host.plan;

import dev.passthrough.host.pci.PciAddress;

/**
 * Gives {@code device} back to the driver it was found with (sysfs {@code drivers/NAME/bind}).
 *
 * @param to the driver
 */
public record BindDriver(PciAddress device, PciAddress card, String to) implements SysfsStep {

  @Override
  public Property property() {
    return Attribute.DRIVER;
  }

  @Override
  public String from() {
    return "";
  }

  @Override
  public String path() {
    return "bus/pci/drivers/" + to + "/bind";
  }

  @Override
  public String value() {
    return device.toString();
  }

  @Override
  public String sentence() {
    return "%s: give it back to %s".formatted(device, to);
  }
}
