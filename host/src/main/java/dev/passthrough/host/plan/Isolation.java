package dev.passthrough.host.plan;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which functions an IOMMU group ties together. */
public record Isolation(Snapshot snapshot) {

  /**
   * The bridge that shares the group of {@code card}. Virtual functions then join this group too:
   * the kernel gives a function a group of its own only if every bridge above it isolates what is
   * below it (ACS; {@code pci_device_group} in drivers/iommu/iommu.c), and such a bridge has a
   * group of its own itself.
   */
  Optional<PciFunction> portInGroupOf(PciFunction card) {
    return members(card).filter(PciFunction::isBridge).findFirst();
  }

  /** The functions other than bridges that are in the group of {@code function} beside it. */
  public List<PciAddress> companions(PciFunction function) {
    return members(function).filter(it -> !it.isBridge()).map(PciFunction::address).toList();
  }

  private Stream<PciFunction> members(PciFunction function) {
    return function.iommuGroup().stream()
        .boxed()
        .flatMap(group -> snapshot.groupMembers(group).stream())
        .filter(it -> !it.address().equals(function.address()));
  }
}
