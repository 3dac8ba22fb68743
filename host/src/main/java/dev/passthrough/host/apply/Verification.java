package dev.passthrough.host.apply;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.inventory.Sriov;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.CreateMediatedDevice;
import dev.passthrough.host.plan.DeviceStep;
import dev.passthrough.host.plan.Property;
import dev.passthrough.host.plan.SetVirtualFunctions;
import dev.passthrough.host.verdict.Isolation;
import dev.passthrough.host.verdict.Verdicts;
import java.util.List;
import java.util.Optional;

/** Whether what was read back is what a step promises. */
final class Verification {

  private Verification() {}

  static boolean holds(DeviceStep step, Optional<PciFunction> now) {
    boolean reads = value(step.property(), now).equals(step.to());
    return now.isPresent()
        && reads
        && (!(step instanceof SetVirtualFunctions it) || virtualFunctions(now).size() == it.count())
        && (!(step instanceof CreateMediatedDevice it) || hasGroup(now.get(), it.uuid()));
  }

  /** A mediated device gets its group from its driver, which may take a moment. */
  private static boolean hasGroup(PciFunction parent, String uuid) {
    return parent.mediation().stream()
        .flatMap(it -> it.instances().stream())
        .anyMatch(it -> it.uuid().equals(uuid) && it.iommuGroup().isPresent());
  }

  /** The property's value; that of a device which is not there is empty. */
  static String value(Property property, Optional<PciFunction> now) {
    return now.map(property::in).orElse("");
  }

  static List<PciAddress> virtualFunctions(Optional<PciFunction> card) {
    return card.flatMap(PciFunction::sriov).map(Sriov::virtualFunctions).orElse(List.of());
  }

  /** Which new virtual function of {@code card} could not be passed through alone, and why. */
  static Optional<String> notIsolated(PciAddress card, Snapshot snapshot) {
    var verdicts = Verdicts.of(snapshot);
    for (var address : virtualFunctions(snapshot.function(card))) {
      var verdict = verdicts.of(address).filter(it -> it.isolation() != Isolation.NoGroup);
      if (verdict.isEmpty()) {
        return Optional.of("the new virtual function %s has no IOMMU group".formatted(address));
      }
      var others = verdict.orElseThrow().groupMates();
      if (!others.isEmpty()) {
        return Optional.of(
            "the new virtual function %s shares IOMMU group %d with %s, so it cannot be passed through alone; put the card into another slot"
                .formatted(
                    address,
                    snapshot.function(address).orElseThrow().iommuGroup().orElseThrow(),
                    others.getFirst()));
      }
    }
    return Optional.empty();
  }
}
