package dev.passthrough.host.plan;

import dev.passthrough.host.pci.PciAddress;

/**
 * Has the kernel look for a driver for {@code device} (sysfs {@code drivers_probe}), which reports
 * success even if none took it.
 *
 * @param to the driver that must have it afterwards
 */
public record ProbeDriver(PciAddress device, PciAddress card, String to) implements SysfsStep {

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
    return "bus/pci/drivers_probe";
  }

  @Override
  public String value() {
    return device.toString();
  }

  @Override
  public String sentence() {
    return "%s: give it to %s".formatted(device, to);
  }
}
