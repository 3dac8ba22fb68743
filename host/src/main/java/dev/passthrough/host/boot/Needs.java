package dev.passthrough.host.boot;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.Reason;
import dev.passthrough.host.bootconfig.KernelCommandLine;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.machine.Cpu;
import dev.passthrough.host.machine.Iommu.Kind;
import dev.passthrough.host.machine.MachineFacts;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.Notice;
import dev.passthrough.host.preflight.IommuState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a spec means for this machine. Intel's IOMMU needs {@code intel_iommu=on} unless the kernel
 * was built with it on; AMD's and Arm's need nothing but that nobody switches them off
 * (Documentation/admin-guide/kernel-parameters.txt).
 *
 * @param wanted what the kernel is to be started with
 * @param iommu whether an IOMMU is asked for and does not run
 * @param notices what no argument can bring about
 */
record Needs(Wanted wanted, boolean iommu, List<Notice> notices) {

  private static final String ON = "intel_iommu=on";
  private static final List<String> OFF =
      List.of("intel_iommu=off", "amd_iommu=off", "iommu=off", "iommu=soft");

  Needs {
    notices = List.copyOf(notices);
  }

  static Needs of(HostSpec spec, MachineFacts machine, Snapshot snapshot, HostLedger ledger) {
    return spec.iommu() == Iommu.Required
        ? required(spec.kernelArguments(), machine, snapshot, ledger)
        : new Needs(new Wanted(spec.kernelArguments(), List.of()), false, List.of());
  }

  private static Needs required(
      List<String> asked, MachineFacts machine, Snapshot snapshot, HostLedger ledger) {
    var running = machine.commandLine().value().orElse(KernelCommandLine.parse(""));
    boolean on =
        switch (IommuState.of(machine, snapshot)) {
          case ON, WITHOUT_GROUPS -> true;
          case OFF, UNKNOWN -> false;
        };
    var remove =
        OFF.stream().filter(it -> !asked.contains(it) && spelled(it, machine, ledger)).toList();
    if (on) {
      var add = running.contains(ON) ? with(asked, ON) : asked;
      return new Needs(new Wanted(add, remove), false, List.of());
    }
    var notices = new ArrayList<Notice>();
    var tables = machine.iommu().tables();
    boolean none = tables.is(List::isEmpty);
    if (none) {
      notices.add(
          new Notice(
              Reason.FirmwareIommuOff,
              "The firmware announces no IOMMU (%s). Switch on VT-d, AMD-Vi or SMMU in its setup; no argument of the kernel can."
                  .formatted(tables.source())));
    }
    if (intel(machine)) {
      return new Needs(
          none ? new Wanted(asked, List.of()) : new Wanted(with(asked, ON), remove),
          !none,
          notices);
    }
    if (machine.cpu().isUnknown() && machine.iommu().kind().isUnknown()) {
      notices.add(
          new Notice(
              Reason.ChangeByHand,
              "Whose processor this is cannot be told (%s), so whether its IOMMU needs intel_iommu=on is unknown; ask for it in spec.host.kernelArguments if it is Intel's."
                  .formatted(machine.cpu().source())));
    } else if (remove.isEmpty() && !none) {
      notices.add(
          new Notice(
              Reason.FirmwareIommuOff,
              "The kernel uses no IOMMU, and none of its arguments keeps it from doing so. Switch on AMD-Vi or SMMU in the firmware's setup; see dmesg | grep -i -e AMD-Vi -e smmu -e iommu."));
    }
    return new Needs(new Wanted(asked, remove), !remove.isEmpty(), notices);
  }

  /**
   * Whether the running kernel has {@code argument}, a configured one will, or would if this
   * program had not taken it away.
   */
  private static boolean spelled(String argument, MachineFacts machine, HostLedger ledger) {
    return Stream.concat(machine.commandLine().value().stream(), machine.boot().entries().stream())
            .anyMatch(it -> it.contains(argument))
        || ledger.files().stream().anyMatch(it -> it.found().content().contains(argument))
        || ledger.arguments().stream().anyMatch(it -> it.removed().contains(argument));
  }

  private static boolean intel(MachineFacts machine) {
    return machine.cpu().is(Cpu::intel) || machine.iommu().kind().is(Kind.INTEL_VT_D::equals);
  }

  private static List<String> with(List<String> asked, String argument) {
    return asked.contains(argument)
        ? asked
        : Stream.concat(Stream.of(argument), asked.stream()).toList();
  }

  /** Of what is wanted, what the running kernel was not started with. */
  List<String> unmet(MachineFacts machine) {
    return machine
        .commandLine()
        .value()
        .map(line -> wanted.add().stream().filter(it -> !line.contains(it)).toList())
        .orElse(List.of());
  }

  /** Of what must not be, what the running kernel was started with. */
  List<String> unwanted(MachineFacts machine) {
    return machine
        .commandLine()
        .value()
        .map(line -> wanted.remove().stream().filter(line::contains).toList())
        .orElse(List.of());
  }
}
