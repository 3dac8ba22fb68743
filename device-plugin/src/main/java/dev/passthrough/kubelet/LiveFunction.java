package dev.passthrough.kubelet;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the kernel says about one function at one moment.
 *
 * @param present whether it is there at all; if not, the rest is empty
 * @param group the number of its IOMMU group
 * @param groupNode whether {@code /dev/vfio/<group>} is there
 * @param deviceNodes names below {@code /dev/vfio/devices} that are its own and are there, {@code
 *     vfio3}
 * @param neighbours drivers of the others in its IOMMU group, by address, without bridges and
 *     without those that have none
 */
public record LiveFunction(
    boolean present,
    Optional<String> driver,
    Optional<String> group,
    boolean groupNode,
    List<String> deviceNodes,
    Map<String, String> neighbours) {

  /** One that is not on the bus. */
  public static final LiveFunction ABSENT =
      new LiveFunction(false, Optional.empty(), Optional.empty(), false, List.of(), Map.of());
}
