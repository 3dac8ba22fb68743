package dev.passthrough.host.preflight;

import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.machine.MachineFacts;
import java.util.List;

/**
 * Whether the firmware announces an IOMMU: tells "switch it on in the firmware" from "the kernel
 * argument is missing".
 */
final class FirmwareIommuCheck implements Check {

  @Override
  public String name() {
    return "firmware-iommu";
  }

  @Override
  public Finding examine(MachineFacts machine, Snapshot snapshot) {
    var tables = machine.iommu().tables();
    var announced = tables.value().orElse(List.of());
    if (!announced.isEmpty()) {
      return Finding.ok("The firmware announces an IOMMU.")
          .because("table " + String.join(", ", announced) + " in " + tables.source());
    }
    if (IommuState.of(machine, snapshot) == IommuState.ON) {
      return Finding.ok("The kernel has found an IOMMU.")
          .because(IommuState.evidence(machine, snapshot));
    }
    if (tables.isUnknown()) {
      return Finding.unknown("Whether the firmware announces an IOMMU is unknown.")
          .because(tables.source() + " cannot be read");
    }
    return Finding.failing("The firmware does not announce an IOMMU.")
        .because("no table DMAR, IVRS or IORT in " + tables.source())
        .fix(FirmwareAdvice.switchOn(machine));
  }
}
