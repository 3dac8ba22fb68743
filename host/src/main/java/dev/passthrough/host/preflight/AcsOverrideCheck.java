package dev.passthrough.host.preflight;

import dev.passthrough.host.bootconfig.ArgumentChange;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.kernellog.Topic;
import dev.passthrough.host.machine.MachineFacts;
import java.util.ArrayList;

/**
 * Whether groups are split by a patch instead of by hardware: devices then reach each other behind
 * the IOMMU.
 */
final class AcsOverrideCheck implements Check {

  private static final String ARGUMENT = "pcie_acs_override";

  @Override
  public String name() {
    return "acs-override";
  }

  @Override
  public Finding examine(MachineFacts machine, Snapshot snapshot) {
    var evidence = new ArrayList<String>();
    if (machine.commandLine().is(line -> line.has(ARGUMENT))) {
      evidence.add(ARGUMENT + " on the kernel's command line (/proc/cmdline)");
    }
    machine.log().value().ifPresent(log -> evidence.addAll(log.texts(Topic.ACS_OVERRIDE)));
    if (evidence.isEmpty()) {
      return machine.commandLine().isUnknown()
          ? Finding.unknown("Whether groups are split by an ACS override is unknown.")
              .because("/proc/cmdline cannot be read")
          : Finding.ok("Groups are as the hardware isolates them.")
              .because("no " + ARGUMENT + " on the kernel's command line (/proc/cmdline)");
    }
    return Finding.warning(
            "IOMMU groups are split by an override, and not isolated by the hardware.")
        .because(evidence)
        .fix(
            "Give devices that share hardware to one VM only, or move a card to a slot of its own,"
                + " and then:")
        .fix(ArgumentChange.remove(ARGUMENT).steps(machine.boot()));
  }
}
