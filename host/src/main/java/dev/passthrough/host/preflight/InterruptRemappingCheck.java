package dev.passthrough.host.preflight;

import dev.passthrough.host.bootconfig.ArgumentChange;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.kernellog.KernelLog;
import dev.passthrough.host.kernellog.Topic;
import dev.passthrough.host.machine.Iommu.Kind;
import dev.passthrough.host.machine.MachineFacts;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether a device in a VM is kept from forging interrupts of the host. Without that, VFIO refuses
 * unless {@code allow_unsafe_interrupts} is set, which is only for VMs that are trusted.
 */
final class InterruptRemappingCheck implements Check {

  private static final String PARAMETER = "vfio_iommu_type1.allow_unsafe_interrupts";
  private static final List<String> OFF =
      List.of("intremap=off", "nointremap", "noapic", "nolapic");

  @Override
  public String name() {
    return "interrupt-remapping";
  }

  @Override
  public Finding examine(MachineFacts machine, Snapshot snapshot) {
    var remapping = machine.iommu().interruptRemapping();
    if (machine.iommu().unsafeInterrupts().is(allowed -> allowed)) {
      return unsafe(machine);
    }
    var off = OFF.stream().filter(a -> machine.commandLine().is(line -> line.contains(a))).toList();
    if (!off.isEmpty() && !remapping.is(on -> on)) {
      return Finding.failing("Interrupt remapping is switched off.")
          .because(String.join(" ", off) + " on the kernel's command line (/proc/cmdline)")
          .fix(new ArgumentChange(off, List.of()).steps(machine.boot()));
    }
    if (remapping.is(on -> on)) {
      return Finding.ok("Interrupts are remapped.")
          .because(lines(machine, Topic.INTERRUPT_REMAPPING_ON));
    }
    if (remapping.is(on -> !on)) {
      return Finding.failing("The kernel cannot remap interrupts, and VFIO refuses devices.")
          .because(lines(machine, Topic.INTERRUPT_REMAPPING_OFF))
          .fix("Update the firmware, and switch on x2APIC and interrupt remapping there.")
          .fix(
              "Only if every VM is trusted: write 'options vfio_iommu_type1"
                  + " allow_unsafe_interrupts=1' to /etc/modprobe.d/vfio.conf.");
    }
    return notTold(machine, snapshot);
  }

  private static Finding notTold(MachineFacts machine, Snapshot snapshot) {
    if (machine.iommu().kind().is(Kind.ARM_SMMU::equals)) {
      return Finding.ok("On Arm the interrupt controller isolates devices.")
          .because(machine.iommu().kind().evidence("IOMMU"));
    }
    if (IommuState.of(machine, snapshot) == IommuState.OFF) {
      return Finding.unknown("Interrupts are not remapped while the IOMMU is off.");
    }
    return Finding.unknown("Whether interrupts are remapped is unknown.")
        .because("the kernel's log does not say (" + machine.log().source() + ")")
        .fix("Look for it as root: dmesg | grep -e DMAR-IR -e 'Interrupt remapping'");
  }

  private static Finding unsafe(MachineFacts machine) {
    var finding =
        Finding.warning("VFIO may go without interrupt remapping: a VM could forge interrupts.")
            .because(machine.iommu().unsafeInterrupts().evidence("allow_unsafe_interrupts"));
    var onCommandLine =
        Stream.of("1", "Y", "y")
            .map(value -> PARAMETER + "=" + value)
            .filter(a -> machine.commandLine().is(line -> line.contains(a)))
            .toList();
    return onCommandLine.isEmpty()
        ? finding.fix(
            "Remove allow_unsafe_interrupts from the files in /etc/modprobe.d and reboot.")
        : finding.fix(new ArgumentChange(onCommandLine, List.of()).steps(machine.boot()));
  }

  private static List<String> lines(MachineFacts machine, Topic topic) {
    return machine
        .log()
        .value()
        .map((KernelLog log) -> log.texts(topic).stream().limit(2).toList())
        .orElse(List.of());
  }
}
