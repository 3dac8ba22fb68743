package dev.passthrough.host.preflight;

import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.machine.MachineFacts;
import java.util.List;

/** Whether the kernel runs an IOMMU, by sysfs and failing that by its log. */
public enum IommuState {
  ON,
  /** Units run, and no PCI function is in a group. */
  WITHOUT_GROUPS,
  OFF,
  UNKNOWN;

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
