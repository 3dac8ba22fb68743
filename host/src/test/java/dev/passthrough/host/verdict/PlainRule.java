package dev.passthrough.host.verdict;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import java.util.List;

/**
 * The rule of the recorded machines' README, written again as plainly as can be: every function
 * looks at every other one.
 */
record PlainRule(Isolation isolation, List<PciAddress> companions, List<PciAddress> blockedBy) {

  static PlainRule of(Snapshot snapshot, PciFunction it) {
    if (it.iommuGroup().isEmpty()) {
      return new PlainRule(Isolation.NoGroup, List.of(), List.of());
    }
    var others =
        snapshot.functions().stream()
            .filter(other -> !other.address().equals(it.address()))
            .filter(other -> other.iommuGroup().equals(it.iommuGroup()))
            .filter(other -> !bridge(other))
            .toList();
    var companions =
        others.stream()
            .map(PciFunction::address)
            .filter(other -> slot(other).equals(slot(it.address())))
            .toList();
    var blockedBy =
        others.stream()
            .filter(other -> !slot(other.address()).equals(slot(it.address())))
            .filter(other -> !other.binding().vfio())
            .map(PciFunction::address)
            .toList();
    var isolation =
        !blockedBy.isEmpty()
            ? Isolation.Shared
            : companions.isEmpty() ? Isolation.Alone : Isolation.WithCompanions;
    return new PlainRule(isolation, companions, blockedBy);
  }

  static PlainRule of(Verdict verdict) {
    return new PlainRule(
        verdict.isolation(), List.copyOf(verdict.companions()), List.copyOf(verdict.blockedBy()));
  }

  static boolean bridge(PciFunction it) {
    var code = it.ids().pciClass().map(c -> c.shortForm()).orElse("");
    return code.equals("0600") || code.equals("0604");
  }

  private static String slot(PciAddress address) {
    return address.toString().replaceAll("\\.[0-7]$", "");
  }
}
