package dev.passthrough.host.verdict;

import dev.passthrough.host.pci.PciAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is to be said of one candidate.
 *
 * @param companions the other functions of its card that must go into the same VM, sorted
 * @param blockedBy the functions of its group that are in the way, sorted
 * @param beside functions of other cards in its group that a VFIO driver holds: not in the way, but
 *     only one VM at a time can have the group; sorted
 * @param otherDevices what is in the way and no PCI function, such as a platform device
 * @param separation empty where there is no group
 * @param remedies what a person can do, the best first; empty where there is nothing to do
 */
public record Verdict(
    PciAddress address,
    Isolation isolation,
    List<PciAddress> companions,
    List<PciAddress> blockedBy,
    List<PciAddress> beside,
    List<String> otherDevices,
    Optional<Separation> separation,
    List<Remedy> remedies) {

  /** Every function that is in its group with it, bridges left out, sorted. */
  public List<PciAddress> groupMates() {
    return Stream.of(companions, blockedBy, beside).flatMap(List::stream).sorted().toList();
  }
}
