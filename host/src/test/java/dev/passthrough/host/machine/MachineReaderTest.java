package dev.passthrough.host.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.passthrough.host.testing.Garbage;
import dev.passthrough.host.testing.SysfsTree;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineReaderTest {

  @TempDir Path folder;
  private SysfsTree tree;

  @BeforeEach
  void machine() {
    tree = new SysfsTree(folder);
  }

  private MachineFacts read() {
    return MachineReader.read(tree.root());
  }

  @Test
  @DisplayName(
      "a folder with nothing in it leaves every fact unknown, with where it was looked for")
  void nothing() {
    var facts = read();
    assertThat(facts.kernel().isUnknown()).isTrue();
    assertThat(facts.cpu()).isEqualTo(Fact.unknown("/proc/cpuinfo"));
    assertThat(facts.iommu().units()).isEqualTo(Fact.unknown("/sys/class/iommu"));
    assertThat(facts.iommu().tables().isUnknown()).isTrue();
    assertThat(facts.secureBoot().isUnknown()).isTrue();
    assertThat(facts.modules().isUnknown()).isTrue();
    assertThat(facts.initramfs().isUnknown()).isTrue();
  }

  @Test
  @DisplayName(
      "kernel, boot id and architecture come from /proc/sys, the kernel's version else from"
          + " /proc/version")
  void kernel() {
    tree.file("proc/version", "Linux version 5.10.0-1-amd64 (x@y) (gcc) #1 SMP");
    assertThat(read().kernel())
        .isEqualTo(Fact.of(new KernelRelease("5.10.0-1-amd64"), "/proc/version"));
    tree.file("proc/sys/kernel/osrelease", "6.12.8-amd64")
        .file("proc/sys/kernel/random/boot_id", "0f0f")
        .file("proc/sys/kernel/arch", "x86_64");
    assertThat(read().kernel().value()).contains(new KernelRelease("6.12.8-amd64"));
    assertThat(read().bootId().value()).contains("0f0f");
    assertThat(read().architecture().value()).contains("x86_64");
  }

  @ParameterizedTest
  @CsvSource({
    "6.2.0,6,2,true",
    "6.1.99,6,2,false",
    "10.0,6,2,true",
    "5.15.0-86-generic,5,15,true",
    "odd,6,2,false"
  })
  @DisplayName("releases compare by number")
  void releases(String release, int major, int minor, boolean atLeast) {
    assertThat(new KernelRelease(release).atLeast(major, minor)).isEqualTo(atLeast);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "vendor_id : GenuineIntel;flags : fpu lm vmx | GenuineIntel | vmx | x86_64",
        "vendor_id : AuthenticAMD;flags : fpu lm svm hypervisor | AuthenticAMD | svm | x86_64",
        "vendor_id : GenuineIntel;flags : fpu lm | GenuineIntel | | x86_64",
        "CPU implementer : 0x41;CPU architecture: 8;Features : fp | ARM 0x41 | | aarch64",
        "cpu : POWER8 (raw);revision : 2.0 | | | ppc64",
      })
  @DisplayName("the processor's vendor, flag and architecture are told by /proc/cpuinfo")
  void processors(String text, String vendor, String flag, String architecture) {
    var cpu = Cpu.parse(List.of(text.split(";", -1))).orElseThrow();
    assertThat(cpu.vendor().orElse(null)).isEqualTo(vendor);
    assertThat(cpu.virtualization().orElse(null)).isEqualTo(flag);
    assertThat(cpu.architecture().orElse(null)).isEqualTo(architecture);
  }

  @ParameterizedTest
  @CsvSource({
    "dmar0,Intel VT-d",
    "ivhd0,AMD-Vi",
    "smmu3.0x000000002b400000,Arm SMMU",
    "arm-smmu.0.auto,Arm SMMU"
  })
  @DisplayName("the kind of IOMMU is told by its units")
  void units(String unit, String kind) {
    tree.folder("sys/class/iommu/" + unit);
    assertThat(read().iommu().kind().value()).map(Iommu.Kind::toString).contains(kind);
    assertThat(read().iommu().units().value()).contains(List.of(unit));
  }

  @Test
  @DisplayName("no unit where /sys/class can be read is none; a table tells the kind then")
  void noUnit() {
    tree.folder("sys/class/net");
    tree.file("sys/firmware/acpi/tables/DMAR", "x").file("sys/firmware/acpi/tables/FACP", "x");
    assertThat(read().iommu().units().value()).contains(List.of());
    assertThat(read().iommu().tables().value()).contains(List.of("DMAR"));
    assertThat(read().iommu().kind().value()).contains(Iommu.Kind.INTEL_VT_D);
  }

  @Test
  @DisplayName(
      "Secure Boot is the fifth byte of its variable; a machine started by a BIOS has none")
  void secureBoot() {
    tree.folder("sys/firmware/acpi");
    assertThat(read().secureBoot().value()).contains(false);
    var variable = "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
    tree.bytes(variable, new byte[] {6, 0, 0, 0, 1});
    assertThat(read().secureBoot().value()).contains(true);
    tree.bytes(variable, new byte[] {6, 0, 0, 0, 0});
    assertThat(read().secureBoot().value()).contains(false);
    tree.bytes(variable, new byte[] {6});
    assertThat(read().secureBoot().isUnknown()).isTrue();
  }

  @Test
  @DisplayName("lockdown is the word in brackets")
  void lockdown() {
    tree.file("sys/kernel/security/lockdown", "none [integrity] confidentiality");
    assertThat(read().lockdown().value()).contains("integrity");
  }

  @Test
  @DisplayName("modules are found loaded, on disk, and asked for at boot")
  void modules() {
    tree.file("proc/sys/kernel/osrelease", "6.1.0")
        .file("proc/modules", "kvm_intel 1 0 - Live 0x0")
        .file(
            "lib/modules/6.1.0/modules.dep",
            "kernel/drivers/vfio/pci/vfio-pci.ko.xz: kernel/drivers/vfio/vfio.ko.xz")
        .file("etc/modules", "# list\nloop\nvfio_virqfd")
        .file("etc/mkinitcpio.conf", "MODULES=(vfio-pci vfio)");
    tree.folder("sys/module/vfio");
    var modules = read().modules().value().orElseThrow();
    assertThat(modules.present()).contains("vfio", "kvm_intel");
    assertThat(modules.known()).containsExactly("vfio_pci");
    assertThat(modules.configured())
        .containsExactly(
            new Modules.Configured("vfio_virqfd", "/etc/modules", 3),
            new Modules.Configured("vfio_pci", "/etc/mkinitcpio.conf", 1),
            new Modules.Configured("vfio", "/etc/mkinitcpio.conf", 1));
  }

  @Test
  @DisplayName("no file, however broken, makes the reader throw")
  void garbage() {
    for (var file :
        List.of(
            "proc/cpuinfo",
            "proc/cmdline",
            "proc/modules",
            "proc/version",
            "etc/modules",
            "sys/kernel/security/lockdown",
            "var/log/dmesg",
            "proc/sys/kernel/osrelease")) {
      Garbage.of(
              60,
              "vendor_id : ",
              "flags : vmx",
              "vfio_pci 1 0 -",
              "Linux version ",
              "[integrity]",
              "6.1")
          .forEach(lines -> {
            tree.file(file, String.join("\n", lines));
            assertThatCode(this::read).doesNotThrowAnyException();
          });
    }
  }
}
