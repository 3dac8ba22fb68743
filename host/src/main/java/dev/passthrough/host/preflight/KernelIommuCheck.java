package dev.passthrough.host.preflight;

import dev.passthrough.host.bootconfig.ArgumentChange;
import dev.passthrough.host.bootconfig.KernelCommandLine;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.kernellog.Topic;
import dev.passthrough.host.machine.Cpu;
import dev.passthrough.host.machine.Iommu.Kind;
import dev.passthrough.host.machine.MachineFacts;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the kernel uses the IOMMU. Intel's needs {@code intel_iommu=on} unless the kernel was
 * built with it on; AMD's and Arm's need no argument
 * (Documentation/admin-guide/kernel-parameters.txt).
 */
final class KernelIommuCheck implements Check {

  private static final List<String> SWITCHES_OFF =
      List.of("intel_iommu=off", "amd_iommu=off", "iommu=off", "iommu=soft");

  @Override
  public String name() {
    return "kernel-iommu";
  }

  @Override
  public Finding examine(MachineFacts machine, Snapshot snapshot) {
    return switch (IommuState.of(machine, snapshot)) {
      case ON -> on(machine, snapshot);
      case WITHOUT_GROUPS ->
          Finding.warning("An IOMMU runs, and no PCI function is in a group.")
              .because(machine.iommu().units().evidence("units"))
              .because("no iommu_group below /sys/bus/pci/devices")
              .fix("Look at the kernel's log: dmesg | grep -i -e DMAR -e AMD-Vi -e iommu");
      case OFF -> off(machine);
      case UNKNOWN ->
          Finding.unknown("Whether the kernel uses an IOMMU is unknown.")
              .because(machine.iommu().units().source() + " cannot be read");
    };
  }

  private static Finding on(MachineFacts machine, Snapshot snapshot) {
    var evidence = new ArrayList<String>();
    machine.iommu().kind().value().ifPresent(it -> evidence.add("kind: " + it));
    evidence.addAll(IommuState.evidence(machine, snapshot));
    var finding = Finding.ok("The kernel uses the IOMMU.").because(evidence);
    boolean needless =
        machine.iommu().kind().is(Kind.AMD_VI::equals)
            && machine.commandLine().is(line -> line.lists("amd_iommu", "on"));
    return needless
        ? finding.because("amd_iommu=on does nothing: AMD's IOMMU needs no argument")
        : finding;
  }

  private static Finding off(MachineFacts machine) {
    var switchedOff =
        SWITCHES_OFF.stream()
            .filter(a -> machine.commandLine().is(line -> line.contains(a)))
            .toList();
    var finding = Finding.failing("The kernel uses no IOMMU.");
    if (!switchedOff.isEmpty()) {
      var change =
          new ArgumentChange(switchedOff, intel(machine) ? List.of("intel_iommu=on") : List.of());
      return finding
          .because(String.join(" ", switchedOff) + " on the kernel's command line (/proc/cmdline)")
          .fix(change.steps(machine.boot()));
    }
    var tables = machine.iommu().tables();
    if (!tables.isUnknown() && tables.is(List::isEmpty)) {
      return finding
          .because("the firmware announces none (" + tables.source() + ")")
          .fix("First: " + FirmwareAdvice.switchOn(machine))
          .fix(
              intel(machine)
                  ? List.of(
                      "If it is still off afterwards, add intel_iommu=on to the kernel's arguments;"
                          + " run this check again.")
                  : List.of());
    }
    var announced = tables.value().orElse(List.of());
    if (announced.contains(Kind.INTEL_VT_D.table()) || (tables.isUnknown() && intel(machine))) {
      return intelOff(finding, machine);
    }
    return finding
        .because(tables.evidence("firmware tables"))
        .because(logged(machine))
        .fix(FirmwareAdvice.switchOn(machine))
        .fix(
            tables.isUnknown() && machine.cpu().isUnknown()
                ? "On an Intel machine also add intel_iommu=on to the kernel's arguments."
                : "Look at what the kernel says: dmesg | grep -i -e AMD-Vi -e smmu -e iommu");
  }

  private static Finding intelOff(Finding finding, MachineFacts machine) {
    var tables = machine.iommu().tables();
    var because = finding.because(tables.evidence("firmware tables"));
    if (machine.commandLine().is(KernelIommuCheck::asksIntel)) {
      return because
          .because("intel_iommu=on is on the kernel's command line already (/proc/cmdline)")
          .because(logged(machine))
          .fix(tables.isUnknown() ? FirmwareAdvice.switchOn(machine) : "Update the firmware.")
          .fix("Look at what the kernel says: dmesg | grep -e DMAR -e IOMMU");
    }
    var steps = ArgumentChange.add("intel_iommu=on").steps(machine.boot());
    var missing = because.because("no intel_iommu=on on the kernel's command line (/proc/cmdline)");
    return tables.isUnknown()
        ? missing.fix(FirmwareAdvice.switchOn(machine)).fix(steps)
        : missing.fix(steps);
  }

  private static boolean asksIntel(KernelCommandLine line) {
    return line.lists("intel_iommu", "on");
  }

  private static boolean intel(MachineFacts machine) {
    return machine.cpu().is(Cpu::intel) || machine.iommu().kind().is(Kind.INTEL_VT_D::equals);
  }

  private static List<String> logged(MachineFacts machine) {
    return machine
        .log()
        .value()
        .map(log -> log.texts(Topic.FIRMWARE_BUG).stream().limit(3).toList())
        .orElse(List.of());
  }
}
