package dev.passthrough.host.preflight;

import dev.passthrough.host.bootconfig.ArgumentChange;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.kernellog.Topic;
import dev.passthrough.host.machine.MachineFacts;

/** Whether vfio-pci could not get a device's memory because a console draws into it. */
final class HeldRegionCheck implements Check {

  @Override
  public String name() {
    return "held-regions";
  }

  @Override
  public Finding examine(MachineFacts machine, Snapshot snapshot) {
    if (machine.log().value().isEmpty()) {
      return Finding.unknown("Whether a console holds a device's memory is unknown.")
          .because("the kernel's log cannot be read (" + machine.log().source() + ")");
    }
    var lines = machine.log().value().get().texts(Topic.BAR_HELD);
    return lines.isEmpty()
        ? Finding.ok("vfio-pci got the memory of every device it took.")
        : Finding.warning("vfio-pci could not get a device's memory: a console may draw into it.")
            .because(lines.stream().distinct().limit(3).toList())
            .fix(
                "Choose another primary display in the firmware; or, where a serial console or the"
                    + " network is enough to reach this machine, keep the kernel from drawing:")
            .fix(ArgumentChange.add("initcall_blacklist=sysfb_init").steps(machine.boot()));
  }
}
