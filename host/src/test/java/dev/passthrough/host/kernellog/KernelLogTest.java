package dev.passthrough.host.kernellog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.testing.Garbage;
import dev.passthrough.host.testing.MemoryFolder;
import dev.passthrough.host.testing.SysfsTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelLogTest {

  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[    0.1] DMAR-IR: Enabled IRQ remapping in x2apic mode | INTERRUPT_REMAPPING_ON",
        "[    0.1] AMD-Vi: Disabling interrupt remapping | INTERRUPT_REMAPPING_OFF",
        "vfio_iommu_type1_attach_group: No interrupt remapping support.  Use the module param |"
            + " INTERRUPT_REMAPPING_OFF",
        "kernel: vfio-pci 0000:03:00.0: Firmware has requested this device have a 1:1 IOMMU"
            + " mapping, rejecting configuring | RESERVED_MEMORY_REFUSAL",
        "mlx5_core 0000:b0:00.0: not enough MMIO resources for SR-IOV |"
            + " NO_ROOM_FOR_VIRTUAL_FUNCTIONS",
        "[    0.3] pci 0000:01:00.0: BAR 1: no space for [mem size 0x400000000 64bit pref] |"
            + " NO_ROOM_FOR_BAR",
        "[    0.3] pci 0000:01:00.0: BAR 1 [mem size 0x400000000 64bit pref]: failed to assign |"
            + " NO_ROOM_FOR_BAR",
        "Warning: PCIe ACS overrides enabled; This may allow non-IOMMU protected peer-to-peer DMA |"
            + " ACS_OVERRIDE",
        "AMD-Vi: [Firmware Bug]: : IOAPIC[4] not in IVRS table | FIRMWARE_BUG",
        "vfio-pci 0000:01:00.0: BAR 1: can't reserve [mem 0xc0000000-0xcfffffff 64bit pref] |"
            + " BAR_HELD",
        "Kernel is locked down from EFI Secure Boot mode; see man kernel_lockdown.7 | LOCKDOWN",
        "secureboot: Secure boot enabled | SECURE_BOOT",
        "AMD-Vi: Unknown option - 'on' | UNKNOWN_OPTION",
      })
  @DisplayName("each line that matters is known by its words")
  void words(String line, Topic topic) {
    assertThat(KernelLog.parse(List.of(line)).lines(topic)).hasSize(1);
  }

  @Test
  @DisplayName("an AMD machine told intel_iommu=on is still AMD's")
  void vendor() {
    var log =
        KernelLog.parse(
            List.of("DMAR: IOMMU enabled", "pci 0000:00:00.2: AMD-Vi: Found IOMMU cap 0x40"));
    assertThat(log.vendor()).contains(IommuVendor.AMD);
  }

  @Test
  @DisplayName("of a file that holds several boots the last one counts")
  void lastBoot() {
    var log =
        KernelLog.parse(
            List.of(
                "kernel: Linux version 6.1.0 (gcc)",
                "kernel: DMAR-IR: Enabled IRQ remapping in x2apic mode",
                "kernel: Linux version 6.12.8 (gcc)",
                "kernel: nothing"));
    assertThat(log.release()).contains("6.12.8");
    assertThat(log.interruptRemapping()).isEmpty();
  }

  @Test
  @DisplayName("a log of another kernel says nothing about the running one")
  void otherKernel(@TempDir Path folder) {
    var tree =
        new SysfsTree(folder)
            .file(
                "var/log/dmesg", "[ 0.0] Linux version 5.10.0-1 (x) \n[ 0.1] DMAR: IOMMU enabled");
    assertThat(KernelLogReader.read(tree.root(), Optional.of("6.12.8"))).isEmpty();
    assertThat(KernelLogReader.read(tree.root(), Optional.of("5.10.0-1"))).isPresent();
    assertThat(KernelLogReader.read(tree.root(), Optional.empty()))
        .hasValueSatisfying(it -> assertThat(it.name()).isEqualTo("/var/log/dmesg"));
  }

  @Test
  @DisplayName("of a log of seventy megabytes the beginning and the newest part count")
  void huge(@TempDir(factory = MemoryFolder.class) Path folder) throws IOException {
    var filler = ("[ 9.9] usb 1-1: nothing to see here" + " ".repeat(988) + "\n").repeat(1024);
    try (var out =
        Files.newBufferedWriter(
            Files.createDirectories(folder.resolve("var/log")).resolve("kern.log"))) {
      out.write("[ 0.0] Linux version 6.12.8 (x) \n[ 0.1] DMAR: IOMMU enabled\n");
      for (int megabyte = 0; megabyte < 70; megabyte++) {
        out.write(filler);
      }
      out.write("[ 1.1] vfio-pci 0000:01:00.0: BAR 1: can't reserve [mem 0xc0000000-0xcfffffff]\n");
    }
    var log = KernelLogReader.read(HostRoot.at(folder), Optional.of("6.12.8")).orElseThrow().log();
    assertThat(log.iommuOn()).contains(true);
    assertThat(log.lines(Topic.BAR_HELD)).hasSize(1);
  }

  @Test
  @DisplayName("the refused device is the address in its line")
  void refused() {
    var log =
        KernelLog.parse(
            List.of(
                "vfio-pci 10000:e1:00.0: Device is ineligible for IOMMU domain attach due to"
                    + " platform RMRR requirement."));
    assertThat(log.attachRefused()).containsExactly(PciAddress.of("10000:e1:00.0"));
  }

  @Test
  @DisplayName("no line, however broken, throws")
  void garbage() {
    Garbage.of(
            3000,
            "Linux version 6.1 ",
            "DMAR: RMRR base:",
            "dmar0: reg_base_addr",
            "0000:00:1f.2",
            "AMD-Vi: Found IOMMU at 0000:00:00.2",
            "arm-smmu-v3 arm-smmu-v3.0.auto: ",
            "[Firmware Bug]")
        .forEach(lines -> assertThatCode(() -> KernelLog.parse(lines)).doesNotThrowAnyException());
  }
}
