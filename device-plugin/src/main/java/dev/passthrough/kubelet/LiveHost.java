package dev.passthrough.kubelet;

import java.util.Map;

/**
 * What the kernel says about a few functions at one moment.
 *
 * @param containerNode whether {@code /dev/vfio/vfio} is there
 * @param iommufdNode whether {@code /dev/iommu} is there
 * @param functions by address
 */
public record LiveHost(
    boolean containerNode, boolean iommufdNode, Map<String, LiveFunction> functions) {

  LiveFunction function(String address) {
    return functions.getOrDefault(address, LiveFunction.ABSENT);
  }
}
