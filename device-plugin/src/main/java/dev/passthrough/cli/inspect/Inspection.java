package dev.passthrough.cli.inspect;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.recording.Recording;
import dev.passthrough.host.verdict.Verdicts;
import java.util.List;

/** A machine and what is to be said of its devices. */
public record Inspection(Snapshot snapshot, List<Device> devices) {

  public static Inspection of(Recording recording) {
    var snapshot = recording.inventory();
    var verdicts = Verdicts.of(snapshot);
    return new Inspection(
        snapshot,
        snapshot.functions().stream()
            .map(it -> new Device(it, verdicts.of(it.address()), List.of()))
            .toList());
  }

  /** Whether any function has a group: if not, the IOMMU is off. */
  boolean anyGroup() {
    return snapshot.functions().stream()
        .map(PciFunction::iommuGroup)
        .anyMatch(it -> it.isPresent());
  }
}
