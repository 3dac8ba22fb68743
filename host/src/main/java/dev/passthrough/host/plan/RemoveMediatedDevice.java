package dev.passthrough.host.plan;

import dev.passthrough.host.pci.PciAddress;

/**
 * Removes a mediated device that this program made (sysfs {@code UUID/remove}).
 *
 * @param device its parent
 */
public record RemoveMediatedDevice(PciAddress device, PciAddress card, String uuid, String type)
    implements SysfsStep {

  @Override
  public Property property() {
    return new MediatedDevice(uuid);
  }

  @Override
  public String from() {
    return type;
  }

  @Override
  public String to() {
    return "";
  }

  @Override
  public String path() {
    return DeviceStep.deviceFile(device, uuid + "/remove");
  }

  @Override
  public String value() {
    return "1";
  }

  @Override
  public String sentence() {
    return "%s: remove mediated device %s".formatted(device, uuid);
  }

  @Override
  public String verified() {
    return "%s is not below %s any more".formatted(uuid, device);
  }

  @Override
  public String undone() {
    return "make it again, of type " + type;
  }
}
