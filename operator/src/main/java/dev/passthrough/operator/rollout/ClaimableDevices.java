package dev.passthrough.operator.rollout;

import io.fabric8.kubernetes.api.model.resource.v1.Device;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestAllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Devices of one node that pods can have by a resource claim (KEP-4381), of drivers that say at
 * which PCI address a device is.
 */
record ClaimableDevices(Set<Name> names) {

  /** The attribute for a BDF address with its domain, the same for all drivers (KEP-4381). */
  private static final String ADDRESS = "resource.kubernetes.io/pciBusID";

  /** What identifies a device in slices and claims. */
  record Name(String driver, String pool, String device) {}

  /**
   * @param addresses of those that are looked for
   * @param slices of the node
   */
  static ClaimableDevices of(Predicate<String> addresses, Collection<ResourceSlice> slices) {
    return new ClaimableDevices(
        slices.stream()
            .map(ResourceSlice::getSpec)
            .flatMap(spec ->
                spec.getDevices().stream()
                    .filter(it -> address(it).filter(addresses).isPresent())
                    .map(it -> new Name(spec.getDriver(), spec.getPool().getName(), it.getName())))
            .collect(Collectors.toUnmodifiableSet()));
  }

  boolean isEmpty() {
    return names.isEmpty();
  }

  /**
   * The pods, {@code namespace/name}, that have one of these devices by one of {@code claims}. Who
   * only watches it, with administrative access, does not have it.
   */
  Set<String> holders(Collection<ResourceClaim> claims) {
    var holders = new TreeSet<String>();
    for (var claim : claims) {
      if (allocated(claim).anyMatch(names::contains)) {
        claim.getStatus().getReservedFor().stream()
            .filter(it -> "pods".equals(it.getResource()))
            .map(it -> claim.getMetadata().getNamespace() + "/" + it.getName())
            .forEach(holders::add);
      }
    }
    return holders;
  }

  private static Stream<Name> allocated(ResourceClaim claim) {
    return Optional.ofNullable(claim.getStatus())
        .flatMap(it -> Optional.ofNullable(it.getAllocation()))
        .flatMap(it -> Optional.ofNullable(it.getDevices()))
        .stream()
        .flatMap(it -> it.getResults().stream())
        .filter(it -> !Boolean.TRUE.equals(it.getAdminAccess()))
        .map(ClaimableDevices::name);
  }

  private static Name name(DeviceRequestAllocationResult result) {
    return new Name(result.getDriver(), result.getPool(), result.getDevice());
  }

  private static Optional<String> address(Device device) {
    return Optional.ofNullable(device.getAttributes())
        .flatMap(it -> Optional.ofNullable(it.get(ADDRESS)))
        .flatMap(it -> Optional.ofNullable(it.getString()));
  }
}
