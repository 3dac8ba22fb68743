package dev.passthrough.host.kernellog;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The words of the kernel's messages, each with the source file that prints it, over the versions
 * in the field.
 */
final class LogWords {

  /**
   * A line that holds none of these matters to nobody here; a log file can be of many megabytes.
   */
  static final List<String> HINTS =
      List.of(
          "Linux version",
          "DMAR",
          "AMD-Vi",
          "IOMMU",
          "iommu",
          "arm-smmu",
          "remapping",
          "RMRR",
          "Directed I/O",
          "[Firmware ",
          "SR-IOV",
          "VFs",
          "BAR ",
          "ACS",
          "ecure",
          "locked down",
          "vfio");

  /** init/version.c: the first line of each boot. */
  static final Pattern FIRST = Pattern.compile("\\bLinux version (\\S+) ");

  /** drivers/iommu/intel/dmar.c: one line for each unit. */
  static final Pattern INTEL_UNIT =
      Pattern.compile("\\b(dmar\\d+): reg_base_addr\\b|IOMMU (\\d+): reg_base_addr\\b");

  /** drivers/iommu/amd/init.c: one line for each unit, its address before or after. */
  static final Pattern AMD_UNIT =
      Pattern.compile(
          "([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]): AMD-Vi: (?:Found IOMMU cap|IOMMU"
              + " performance counters)|AMD-Vi: Found IOMMU at"
              + " ([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7])");

  /** drivers/iommu/arm/arm-smmu*: the instance's name. */
  static final Pattern ARM_UNIT = Pattern.compile("\\barm-smmu(?:-v3)? ([^:\\s]+(?::[^:\\s]+)*): ");

  /** drivers/iommu/intel/dmar.c. */
  static final Pattern RESERVED_REGION = Pattern.compile("\\bDMAR: RMRR base:");

  record Word(Topic topic, Pattern pattern) {}

  static final List<Word> WORDS =
      List.of(
          // drivers/iommu/intel/iommu.c: the argument was read; the second only once units run.
          word(Topic.IOMMU_ON, "DMAR: IOMMU enabled|Intel-IOMMU: enabled"),
          word(Topic.IOMMU_ON, "Intel\\(R\\) Virtualization Technology for Directed I/O"),
          // drivers/iommu/amd/init.c.
          word(Topic.IOMMU_ON, "AMD-Vi: Found IOMMU|AMD-Vi: IOMMU performance counters supported"),
          word(Topic.IOMMU_ON, "AMD-Vi: (Lazy )?IO/TLB flush(ing)? (enabled|on unmap enabled)"),
          word(
              Topic.IOMMU_ON,
              "arm-smmu(-v3)? \\S+: (ias|probing hardware|stage 1 translation|SMMUv)"),
          // drivers/iommu/intel/irq_remapping.c, drivers/iommu/amd/init.c.
          word(Topic.INTERRUPT_REMAPPING_ON, "Enabled IRQ remapping in \\w+ mode"),
          word(Topic.INTERRUPT_REMAPPING_ON, "AMD-Vi: Interrupt remapping enabled"),
          word(Topic.INTERRUPT_REMAPPING_OFF, "AMD-Vi: Disabling interrupt remapping"),
          word(Topic.INTERRUPT_REMAPPING_OFF, "Failed to enable (irq|interrupt)[ -]remapping"),
          word(
              Topic.INTERRUPT_REMAPPING_OFF,
              "enabled interrupt remapping.*erratum|disabling IRQ remapping|disable interrupt"
                  + " remapping"),
          // drivers/vfio/vfio_iommu_type1.c.
          word(Topic.INTERRUPT_REMAPPING_OFF, "No interrupt remapping support"),
          // drivers/iommu/intel/iommu.c to 6.6; drivers/iommu/iommu.c since.
          word(
              Topic.RESERVED_MEMORY_REFUSAL,
              "ineligible for IOMMU domain attach due to platform RMRR"),
          word(
              Topic.RESERVED_MEMORY_REFUSAL,
              "Firmware has requested this device have a 1:1 IOMMU mapping, rejecting"),
          // include/linux/printk.h: FW_BUG, FW_WARN.
          word(Topic.FIRMWARE_BUG, "\\[Firmware (Bug|Warn)\\]"),
          // drivers/pci/iov.c.
          word(Topic.NO_ROOM_FOR_VIRTUAL_FUNCTIONS, "not enough MMIO resources for SR-IOV"),
          word(Topic.NO_ROOM_FOR_VIRTUAL_FUNCTIONS, "SR-IOV: bus number out of range"),
          word(Topic.NO_ROOM_FOR_VIRTUAL_FUNCTIONS, "can't enable \\d+ VFs \\(bus .* out of range"),
          // drivers/pci/setup-res.c.
          word(Topic.NO_ROOM_FOR_BAR, "BAR \\d+.*: (no space for|failed to assign|can't assign)"),
          // The override patch, which is not in the kernel's own tree.
          word(Topic.ACS_OVERRIDE, "PCIe ACS overrides enabled"),
          // arch/x86/kernel/setup.c of distributions, drivers/firmware/efi/libstub.
          word(
              Topic.SECURE_BOOT,
              "(?i)secure ?boot:? (is )?(enabled|disabled)|Secure boot (enabled|disabled)"),
          // security/lockdown/lockdown.c.
          word(Topic.LOCKDOWN, "Kernel is locked down from"),
          // drivers/pci/pci.c, when vfio-pci asks for a BAR that another driver keeps.
          word(Topic.BAR_HELD, "vfio-pci .*can't reserve \\[mem"),
          // drivers/iommu/amd/init.c.
          word(Topic.UNKNOWN_OPTION, "AMD-Vi: Unknown option"));

  private LogWords() {}

  private static Word word(Topic topic, String pattern) {
    return new Word(topic, Pattern.compile(pattern));
  }
}
