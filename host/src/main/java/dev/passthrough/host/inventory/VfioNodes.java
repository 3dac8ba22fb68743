package dev.passthrough.host.inventory;

import java.util.List;

/**
 * The nodes through which a VM reaches its devices.
 *
 * @param container whether {@code /dev/vfio/vfio} is there
 * @param groups the numbers of {@code /dev/vfio/N}
 * @param devices the names in {@code /dev/vfio/devices}
 * @param iommufd whether {@code /dev/iommu} is there, or the misc device that it is the node of
 */
public record VfioNodes(
    boolean container, List<Integer> groups, List<String> devices, boolean iommufd) {
  public VfioNodes {
    groups = List.copyOf(groups);
    devices = List.copyOf(devices);
  }
}
