package dev.passthrough.host.preflight;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.machine.MachineFacts;
import java.util.ArrayList;
import java.util.List;

/** Whether the kernel runs an IOMMU, by sysfs and failing that by its log. */
public enum IommuState {
  ON,
  /** Units run, and no PCI function is in a group. */
  WITHOUT_GROUPS,
  OFF,
  UNKNOWN;

  /** By what it is known to be on. */
  static List<String> evidence(MachineFacts machine, Snapshot snapshot) {
    var evidence = new ArrayList<String>();
    machine
        .iommu()
        .units()
        .value()
        .filter(it -> !it.isEmpty())
        .ifPresent(it ->
            evidence.add(
                "units: %s (%s)"
                    .formatted(String.join(", ", it), machine.iommu().units().source())));
    long groups =
        snapshot.functions().stream()
            .map(PciFunction::iommuGroup)
            .filter(it -> it.isPresent())
            .distinct()
            .count();
    if (groups > 0) {
      evidence.add(groups + " groups with PCI functions");
    }
    return evidence;
  }

  public static IommuState of(MachineFacts machine, Snapshot snapshot) {
    var units = machine.iommu().units().value();
    boolean groups = snapshot.functions().stream().anyMatch(f -> f.iommuGroup().isPresent());
    boolean running = !units.orElse(List.of()).isEmpty();
    if (groups) {
      return ON;
    }
    if (running) {
      return snapshot.functions().isEmpty() ? ON : WITHOUT_GROUPS;
    }
    if (units.isPresent()) {
      return OFF;
    }
    return machine.log().is(log -> log.iommuOn().orElse(false)) ? ON : UNKNOWN;
  }
}
