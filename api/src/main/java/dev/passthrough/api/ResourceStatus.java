package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param pciIds vendor and device of the entry's functions, {@code 8086:1520} in lower case,
 *     sorted; known before they are advertised
 * @param mediatedTypes the types of its mediated devices, by the name that the kernel gives them,
 *     sorted
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ResourceStatus(
    @JsonPropertyDescription("The name of the entry in the spec.") String name,
    @JsonPropertyDescription("What pods and virtual machines ask for.") String resourceName,
    @JsonPropertyDescription("Devices that are advertised to kubelet.") int capacity,
    @JsonPropertyDescription("Those of them that are healthy.") int allocatable,
    @JsonPropertyDescription("The PCI addresses, or UUIDs, of the advertised devices.")
        List<String> devices,
    @JsonPropertyDescription("Those of them that pods have, as kubelet last said.")
        List<DeviceUse> inUse,
    @JsonPropertyDescription("Vendor and device ids of its functions, such as 8086:1520.")
        List<String> pciIds,
    @JsonPropertyDescription("The types of its mediated devices, by name.")
        List<String> mediatedTypes) {

  public ResourceStatus {
    devices = devices == null ? List.of() : List.copyOf(devices);
    inUse = inUse == null ? List.of() : List.copyOf(inUse);
    pciIds = pciIds == null ? List.of() : List.copyOf(pciIds);
    mediatedTypes = mediatedTypes == null ? List.of() : List.copyOf(mediatedTypes);
  }

  /** Of devices whose kind is not known. */
  public ResourceStatus(
      String name,
      String resourceName,
      int capacity,
      int allocatable,
      List<String> devices,
      List<DeviceUse> inUse) {
    this(name, resourceName, capacity, allocatable, devices, inUse, List.of(), List.of());
  }

  /** Such as {@code intel.com/igb-vf=3}, or {@code =2/3} where one of three is not healthy. */
  String summary() {
    return resourceName + "=" + allocatable + (allocatable == capacity ? "" : "/" + capacity);
  }
}
