package dev.passthrough.host.plan;

import dev.passthrough.host.pci.PciAddress;
import java.util.Objects;

/**
 * Makes a virtual function a virtual GPU, or nothing again (NVIDIA's vendor VFIO driver, {@code
 * nvidia/current_vgpu_type}). The function stays with that driver.
 *
 * @param device the virtual function
 * @param from the type's number, 0 for nothing
 * @param name the new type's; empty for nothing
 * @param entry whose virtual GPU it becomes; empty for nothing, and in journals that do not say
 */
public record SetVgpuType(
    PciAddress device, PciAddress card, String from, String to, String name, String entry)
    implements SysfsStep {

  public SetVgpuType {
    entry = Objects.requireNonNullElse(entry, "");
  }

  /** Makes {@code device} nothing again, or what it was found as. */
  static SetVgpuType back(PciAddress device, PciAddress card, String from, String to) {
    return new SetVgpuType(device, card, from, to, "", "");
  }

  @Override
  public Property property() {
    return Attribute.VGPU_TYPE;
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
    return to.equals("0")
        ? "%s: take its virtual GPU away".formatted(device)
        : "%s: make it a virtual GPU %s (type %s)".formatted(device, name, to);
  }
}
