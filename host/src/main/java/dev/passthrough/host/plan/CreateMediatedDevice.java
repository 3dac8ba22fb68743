package dev.passthrough.host.plan;

import dev.passthrough.host.pci.PciAddress;

/**
 * Makes a mediated device (sysfs {@code mdev_supported_types/TYPE/create}).
 *
 * @param device its parent
 * @param card the function that the entry names: the parent, or the physical function of it
 */
public record CreateMediatedDevice(PciAddress device, PciAddress card, String uuid, String type)
    implements SysfsStep {

  @Override
  public Property property() {
    return new MediatedDevice(uuid);
  }

  @Override
  public String from() {
    return "";
  }

  @Override
  public String to() {
    return type;
  }

  @Override
  public String path() {
    return DeviceStep.deviceFile(device, "mdev_supported_types/" + type + "/create");
  }

  @Override
  public String value() {
    return uuid;
  }

  @Override
  public String sentence() {
    return "%s: make mediated device %s of type %s".formatted(device, uuid, type);
  }

  @Override
  public String verified() {
    return "%s is below %s, of type %s, in an IOMMU group".formatted(uuid, device, type);
  }

  @Override
  public String undone() {
    return "1 into its file remove";
  }
}
