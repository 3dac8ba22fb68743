package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/**
 * What an entry came to.
 *
 * @param name the entry's name
 * @param resourceName what pods ask for
 * @param capacity devices advertised to kubelet
 * @param allocatable those of them that are healthy
 * @param devices addresses of the advertised devices, in order
 * @param inUse those of them that pods have, in the same order
 */
public record ResourceStatus(
    @JsonPropertyDescription("The name of the entry in the spec.") String name,
    @JsonPropertyDescription("What pods and virtual machines ask for.") String resourceName,
    @JsonPropertyDescription("Devices that are advertised to kubelet.") int capacity,
    @JsonPropertyDescription("Those of them that are healthy.") int allocatable,
    @JsonPropertyDescription("The PCI addresses, or UUIDs, of the advertised devices.")
        List<String> devices,
    @JsonPropertyDescription("Those of them that pods have, as kubelet last said.")
        List<DeviceUse> inUse) {

  public ResourceStatus {
    devices = devices == null ? List.of() : List.copyOf(devices);
    inUse = inUse == null ? List.of() : List.copyOf(inUse);
  }

  /** Such as {@code intel.com/igb-vf=3}, or {@code =2/3} where one of three is not healthy. */
  String summary() {
    return resourceName + "=" + allocatable + (allocatable == capacity ? "" : "/" + capacity);
  }
}
