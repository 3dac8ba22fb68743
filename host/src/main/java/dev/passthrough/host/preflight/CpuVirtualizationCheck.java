package dev.passthrough.host.preflight;

import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.machine.Cpu;
import dev.passthrough.host.machine.MachineFacts;

/**
 * Whether the processor can run VMs: VT-x, AMD-V, or EL2 on ARM, which only the KVM module shows.
 */
final class CpuVirtualizationCheck implements Check {

  @Override
  public String name() {
    return "cpu-virtualization";
  }

  @Override
  public Finding examine(MachineFacts machine, Snapshot snapshot) {
    if (machine.cpu().value().isEmpty()) {
      return Finding.unknown("Whether the processor can run VMs is unknown.")
          .because("/proc/cpuinfo cannot be read");
    }
    var cpu = machine.cpu().value().get();
    if (cpu.virtualization().isPresent()) {
      return Finding.ok("The processor can run VMs.")
          .because("flag " + cpu.virtualization().get() + " in /proc/cpuinfo");
    }
    return cpu.intel() || cpu.amd() ? missing(cpu) : byModule(machine);
  }

  private static Finding missing(Cpu cpu) {
    var flag = cpu.intel() ? "vmx" : "svm";
    var finding =
        Finding.failing("The processor does not offer virtualisation.")
            .because("no flag " + flag + " in /proc/cpuinfo");
    if (cpu.hypervisor()) {
      return finding
          .because("this machine is itself a VM (flag hypervisor)")
          .fix("Allow nested virtualisation for this VM on its host.");
    }
    return finding.fix(
        cpu.intel()
            ? "Switch on Intel VT-x (Intel Virtualization Technology) in the firmware's CPU"
                + " settings."
            : "Switch on SVM Mode (AMD-V) in the firmware's CPU settings.");
  }

  private static Finding byModule(MachineFacts machine) {
    return machine.modules().is(m -> m.has("kvm"))
        ? Finding.ok("The kernel can run VMs.").because("kvm in " + machine.modules().source())
        : Finding.unknown("Whether the processor can run VMs is unknown.")
            .because("this architecture's /proc/cpuinfo does not say");
  }
}
