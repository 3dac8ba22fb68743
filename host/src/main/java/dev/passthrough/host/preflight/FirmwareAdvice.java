package dev.passthrough.host.preflight;

import dev.passthrough.host.machine.Cpu;
import dev.passthrough.host.machine.MachineFacts;

/** Where the IOMMU's switch is in the firmware of this kind of machine. */
final class FirmwareAdvice {

  private FirmwareAdvice() {}

  static String switchOn(MachineFacts machine) {
    if (machine.cpu().is(Cpu::hypervisor)) {
      return "This machine is itself a VM: give it a virtual IOMMU on its host (QEMU: machine q35"
          + " and -device intel-iommu,intremap=on,caching-mode=on).";
    }
    if (machine.cpu().is(Cpu::intel)) {
      return "Switch on VT-d in the firmware (also called Intel Virtualization Technology for"
          + " Directed I/O; often with the CPU, chipset or System Agent settings).";
    }
    if (machine.cpu().is(Cpu::amd)) {
      return "Switch on IOMMU in the firmware, to Enabled rather than Auto (often under AMD CBS,"
          + " NBIO Common Options), and SVM Mode.";
    }
    return "Switch on the IOMMU in the firmware (VT-d, AMD-Vi or SMMU, as the maker calls it).";
  }
}
