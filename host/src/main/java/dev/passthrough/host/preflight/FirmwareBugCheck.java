package dev.passthrough.host.preflight;

import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.kernellog.LogLine;
import dev.passthrough.host.kernellog.Topic;
import dev.passthrough.host.machine.MachineFacts;
import java.util.List;

/** Mistakes of the firmware that the kernel found; those about the IOMMU come first. */
final class FirmwareBugCheck implements Check {

  private static final int MOST = 4;

  @Override
  public String name() {
    return "firmware-bugs";
  }

  @Override
  public Finding examine(MachineFacts machine, Snapshot snapshot) {
    if (machine.log().value().isEmpty()) {
      return Finding.unknown("Whether the kernel found mistakes of the firmware is unknown.")
          .because("the kernel's log cannot be read (" + machine.log().source() + ")");
    }
    var bugs = machine.log().value().get().lines(Topic.FIRMWARE_BUG);
    if (bugs.isEmpty()) {
      return Finding.ok("The kernel's log names no mistake of the firmware.");
    }
    var ofIommu = bugs.stream().filter(FirmwareBugCheck::ofIommu).toList();
    return ofIommu.isEmpty()
        ? Finding.ok("The firmware has mistakes, none about the IOMMU.").because(texts(bugs))
        : Finding.warning("The kernel found mistakes of the firmware about the IOMMU.")
            .because(texts(ofIommu))
            .fix(
                "Update the firmware; until then, devices that the lines name may not work in a"
                    + " VM.");
  }

  private static boolean ofIommu(LogLine line) {
    return List.of("DMAR", "AMD-Vi", "IVRS", "RMRR", "IOAPIC", "IORT", "smmu").stream()
        .anyMatch(word -> line.text().contains(word));
  }

  private static List<String> texts(List<LogLine> lines) {
    return lines.stream().map(LogLine::text).limit(MOST).toList();
  }
}
