package dev.passthrough.host.verdict;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import java.util.Optional;

/** What can be said of virtual functions before they are made. */
public final class NewFunctions {

  private NewFunctions() {}

  /**
   * The bridge that shares the group of {@code card}. Virtual functions then join this group too:
   * the kernel gives a function a group of its own only if every bridge above it isolates what is
   * below it (ACS; {@code pci_device_group} in drivers/iommu/iommu.c), and such a bridge has a
   * group of its own itself.
   */
  public static Optional<PciAddress> portInGroupOf(PciFunction card, Snapshot snapshot) {
    return card.iommuGroup().stream()
        .boxed()
        .flatMap(group -> snapshot.groupMembers(group).stream())
        .filter(it -> it.isBridge() && !it.address().equals(card.address()))
        .map(PciFunction::address)
        .findFirst();
  }
}
