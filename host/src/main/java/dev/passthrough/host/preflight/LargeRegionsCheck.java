package dev.passthrough.host.preflight;

import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.kernellog.Topic;
import dev.passthrough.host.machine.MachineFacts;

/**
 * Whether every device got the address space it asked for; cards with much memory need decoding
 * above 4 GiB.
 */
final class LargeRegionsCheck implements Check {

  @Override
  public String name() {
    return "large-regions";
  }

  @Override
  public Finding examine(MachineFacts machine, Snapshot snapshot) {
    if (machine.log().value().isEmpty()) {
      return Finding.unknown("Whether every device got its address space is unknown.")
          .because("the kernel's log cannot be read (" + machine.log().source() + ")");
    }
    // I/O ports and option ROMs are often left out, and nobody misses them.
    var lines =
        machine.log().value().get().texts(Topic.NO_ROOM_FOR_BAR).stream()
            .filter(line -> line.contains("mem"))
            .filter(line -> !line.contains("ROM"))
            .limit(4)
            .toList();
    return lines.isEmpty()
        ? Finding.ok("The kernel's log names no device without its address space.")
        : Finding.warning("A device did not get the address space it asked for.")
            .because(lines)
            .fix("Switch on Above 4G Decoding (Memory Mapped I/O above 4GB) in the firmware.");
  }
}
