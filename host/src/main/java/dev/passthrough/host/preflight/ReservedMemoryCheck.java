package dev.passthrough.host.preflight;

import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.kernellog.KernelLog;
import dev.passthrough.host.kernellog.Topic;
import dev.passthrough.host.machine.MachineFacts;
import dev.passthrough.host.pci.PciAddress;

/** Whether the kernel refused a device because the firmware keeps memory for it (RMRR, IVMD). */
final class ReservedMemoryCheck implements Check {

  @Override
  public String name() {
    return "reserved-memory";
  }

  @Override
  public Finding examine(MachineFacts machine, Snapshot snapshot) {
    return machine
        .log()
        .value()
        .map(ReservedMemoryCheck::judge)
        .orElseGet(() ->
            Finding.unknown("Whether the firmware keeps a device for itself is unknown.")
                .because("the kernel's log cannot be read (" + machine.log().source() + ")"));
  }

  private static Finding judge(KernelLog log) {
    var refusals = log.lines(Topic.RESERVED_MEMORY_REFUSAL);
    if (refusals.isEmpty()) {
      return Finding.ok("No device was refused for memory that the firmware keeps.");
    }
    var devices = PciAddress.list(log.attachRefused());
    return Finding.failing(
            "The firmware keeps memory for a device, and the kernel refuses to pass it: %s."
                .formatted(devices.isEmpty() ? "see the evidence" : devices))
        .because(refusals.stream().map(line -> line.text()).distinct().limit(3).toList())
        .fix(
            "Update the firmware; on HPE servers switch off shared memory for the device (conrep or"
                + " the RBSU's HPE Shared Memory).")
        .fix(
            "Switch off the firmware's own use of the device: out-of-band management, USB legacy"
                + " support, pre-boot network.");
  }
}
