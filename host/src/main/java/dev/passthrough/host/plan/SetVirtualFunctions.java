package dev.passthrough.host.plan;

import dev.passthrough.host.pci.PciAddress;
import java.util.List;

/**
 * Makes or removes virtual functions (sysfs {@code sriov_numvfs}). The kernel goes from one number
 * to another only through 0 (EBUSY), so either {@code before} or {@code count} is 0.
 *
 * @param device the physical function
 * @param predicted the addresses of the new ones in the order of their index; empty if they cannot
 *     be known before
 */
public record SetVirtualFunctions(
    PciAddress device, int before, int count, List<PciAddress> predicted) implements SysfsStep {

  public SetVirtualFunctions {
    predicted = List.copyOf(predicted);
  }

  @Override
  public PciAddress card() {
    return device;
  }

  @Override
  public Property property() {
    return Attribute.VIRTUAL_FUNCTIONS;
  }

  @Override
  public String from() {
    return Integer.toString(before);
  }

  @Override
  public String to() {
    return Integer.toString(count);
  }

  @Override
  public String path() {
    return DeviceStep.deviceFile(device, property().attribute());
  }

  @Override
  public String value() {
    return to();
  }

  @Override
  public String sentence() {
    return count == 0
        ? "%s: remove its %s".formatted(device, functions(before))
        : "%s: make %s".formatted(device, functions(count));
  }

  @Override
  public String verified() {
    return count == 0
        ? "sriov_numvfs of %s reads 0 and no virtfn link is left".formatted(device)
        : "sriov_numvfs of %s reads %d, and virtfn0 to virtfn%d lead to functions with an IOMMU group each"
            .formatted(device, count, count - 1);
  }

  private static String functions(int count) {
    return count == 1 ? "1 virtual function" : count + " virtual functions";
  }
}
