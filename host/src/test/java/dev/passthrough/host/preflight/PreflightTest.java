package dev.passthrough.host.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.kernellog.KernelLogReader;
import dev.passthrough.host.machine.MachineReader;
import dev.passthrough.host.testing.Fixtures;
import dev.passthrough.host.testing.Garbage;
import dev.passthrough.host.testing.SysfsTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PreflightTest {

  private static final String INTEL = "vendor_id : GenuineIntel\nflags : fpu lm vmx";
  private static final String AMD = "vendor_id : AuthenticAMD\nflags : fpu lm svm";

  @TempDir Path folder;
  private SysfsTree tree;

  @BeforeEach
  void machine() {
    tree = new SysfsTree(folder);
  }

  private Finding check(String name) {
    return of(tree.root(), Optional.empty(), name);
  }

  private static Finding of(HostRoot root, Optional<KernelLogReader.Source> log, String name) {
    return Preflight.examine(MachineReader.read(root, log), new InventoryReader().read(root))
        .stream()
        .filter(r -> r.check().equals(name))
        .map(Preflight.Result::finding)
        .findFirst()
        .orElseThrow();
  }

  private static String all(Finding finding) {
    return finding.status() + " " + finding.title() + finding.evidence() + finding.fix();
  }

  @Test
  @DisplayName("of a folder with nothing in it nothing is claimed: every check is unknown")
  void nothing() {
    assertThat(
            Preflight.examine(
                MachineReader.read(tree.root()), new InventoryReader().read(tree.root())))
        .allSatisfy(r -> assertThat(r.finding().status()).isEqualTo(Status.UNKNOWN));
  }

  @Nested
  class Iommu {

    private void grub(String line) {
      tree.file("etc/os-release", "ID=debian")
          .file("etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=\"" + line + "\"");
    }

    @Test
    @DisplayName(
        "a DMAR table and no argument: the argument is missing, and the line to write is named")
    void argumentMissing() {
      tree.function("0000:01:00.0")
          .tree()
          .file("proc/cpuinfo", INTEL)
          .file("proc/cmdline", "ro quiet")
          .file("sys/firmware/acpi/tables/DMAR", "x");
      grub("quiet");
      assertThat(check("firmware-iommu").status()).isEqualTo(Status.OK);
      assertThat(check("kernel-iommu").status()).isEqualTo(Status.FAILING);
      assertThat(check("kernel-iommu").fix())
          .containsExactly(
              "Change /etc/default/grub, line 1 to: GRUB_CMDLINE_LINUX_DEFAULT=\"quiet intel_iommu=on\"",
              "Run: update-grub",
              "Reboot.");
    }

    @Test
    @DisplayName("no DMAR table: it is the firmware's switch, and no argument is asked for first")
    void firmwareOff() {
      tree.function("0000:01:00.0")
          .tree()
          .file("proc/cpuinfo", INTEL)
          .file("proc/cmdline", "ro intel_iommu=on")
          .file("sys/firmware/acpi/tables/FACP", "x");
      assertThat(all(check("firmware-iommu"))).contains("failing", "VT-d");
      assertThat(check("kernel-iommu").fix().getFirst()).startsWith("First: Switch on VT-d");
    }

    @Test
    @DisplayName("on AMD no argument is ever asked for")
    void amd() {
      tree.function("0000:01:00.0")
          .tree()
          .file("proc/cpuinfo", AMD)
          .file("proc/cmdline", "ro")
          .file("sys/firmware/acpi/tables/FACP", "x");
      grub("quiet");
      assertThat(all(check("firmware-iommu"))).contains("failing", "IOMMU in the firmware");
      assertThat(all(check("kernel-iommu")))
          .contains("failing")
          .doesNotContain("intel_iommu=on", "/etc/default/grub");
    }

    @Test
    @DisplayName("an argument that switches it off is taken away")
    void switchedOff() {
      tree.function("0000:01:00.0")
          .tree()
          .file("proc/cpuinfo", INTEL)
          .file("proc/cmdline", "ro intel_iommu=off")
          .file("sys/firmware/acpi/tables/DMAR", "x");
      grub("intel_iommu=off");
      assertThat(check("kernel-iommu").fix().getFirst())
          .endsWith("GRUB_CMDLINE_LINUX_DEFAULT=\"intel_iommu=on\"");
    }

    @Test
    @DisplayName("groups and units are ok without any argument: some kernels have it on")
    void defaultOn() {
      tree.function("0000:01:00.0")
          .group(1)
          .tree()
          .file("proc/cpuinfo", INTEL)
          .file("proc/cmdline", "ro");
      tree.folder("sys/class/iommu/dmar0");
      assertThat(all(check("kernel-iommu"))).contains("ok", "Intel VT-d", "dmar0", "1 groups");
      assertThat(check("firmware-iommu").status()).isEqualTo(Status.OK);
    }

    @Test
    @DisplayName("a machine that is itself a VM is told to get a virtual IOMMU")
    void virtual() {
      tree.function("0000:01:00.0")
          .tree()
          .file("proc/cpuinfo", INTEL + " hypervisor")
          .file("sys/firmware/acpi/tables/FACP", "x");
      assertThat(all(check("firmware-iommu"))).contains("-device intel-iommu");
    }
  }

  @Nested
  class Processor {

    @Test
    @DisplayName("a processor without its flag is failing, and the fix is its maker's switch")
    void missing() {
      tree.file("proc/cpuinfo", "vendor_id : AuthenticAMD\nflags : lm");
      assertThat(all(check("cpu-virtualization"))).contains("failing", "no flag svm", "SVM Mode");
      tree.file("proc/cpuinfo", INTEL);
      assertThat(check("cpu-virtualization").status()).isEqualTo(Status.OK);
    }

    @Test
    @DisplayName("on ARM the KVM module tells, and without it nothing is claimed")
    void arm() {
      tree.file("proc/cpuinfo", "CPU implementer : 0x41\nCPU architecture: 8");
      assertThat(check("cpu-virtualization").status()).isEqualTo(Status.UNKNOWN);
      tree.folder("sys/module/kvm");
      assertThat(check("cpu-virtualization").status()).isEqualTo(Status.OK);
    }
  }

  @Nested
  class Interrupts {

    @Test
    @DisplayName("the permission to go without remapping is a warning, wherever it was given")
    void unsafe() {
      tree.file("sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts", "Y");
      assertThat(all(check("interrupt-remapping"))).contains("warning", "/etc/modprobe.d");
      tree.file("proc/cmdline", "vfio_iommu_type1.allow_unsafe_interrupts=1");
      assertThat(all(check("interrupt-remapping")))
          .contains("remove vfio_iommu_type1.allow_unsafe_interrupts=1");
    }

    @Test
    @DisplayName("off by an argument is failing, and the argument goes")
    void off() {
      tree.file("proc/cmdline", "intremap=off");
      assertThat(all(check("interrupt-remapping"))).contains("failing", "remove intremap=off");
    }

    @Test
    @DisplayName("on Arm the interrupt controller isolates")
    void arm() {
      tree.folder("sys/class/iommu/smmu3.0x1");
      assertThat(check("interrupt-remapping").status()).isEqualTo(Status.OK);
    }
  }

  @Nested
  class Modules {

    @Test
    @DisplayName("vfio-pci loaded is ok, loadable a warning, absent from the kernel failing")
    void vfio() {
      tree.file("proc/sys/kernel/osrelease", "6.1.0")
          .file("lib/modules/6.1.0/modules.dep", "kernel/kvm.ko: ");
      assertThat(check("vfio-modules").status()).isEqualTo(Status.FAILING);
      tree.file("lib/modules/6.1.0/modules.dep", "kernel/vfio-pci.ko.zst: ");
      assertThat(all(check("vfio-modules")))
          .contains("warning", "modprobe vfio-pci", "/etc/modules-load.d");
      tree.folder("sys/module/vfio_pci");
      assertThat(check("vfio-modules").status()).isEqualTo(Status.OK);
    }

    @Test
    @DisplayName("vfio_virqfd is asked to go from Linux 6.2 on, and not before")
    void virqfd() {
      tree.file("proc/sys/kernel/osrelease", "6.1.0")
          .file("etc/modules", "vfio_virqfd")
          .file("etc/initramfs-tools/initramfs.conf", "")
          .folder("sys/module/vfio_pci");
      assertThat(check("vfio-modules").status()).isEqualTo(Status.OK);
      tree.file("proc/sys/kernel/osrelease", "6.2.0");
      assertThat(all(check("vfio-modules")))
          .contains("warning", "/etc/modules, line 1", "update-initramfs");
    }
  }

  @Nested
  class Arguments {

    @Test
    @DisplayName("an override of ACS is a warning, found on the command line")
    void acs() {
      tree.file("proc/cmdline", "pcie_acs_override=downstream,multifunction");
      assertThat(all(check("acs-override"))).contains("warning", "not isolated by the hardware");
      tree.file("proc/cmdline", "ro");
      assertThat(check("acs-override").status()).isEqualTo(Status.OK);
    }

    @Test
    @DisplayName("what is configured and not running waits for a reboot")
    void waiting() {
      tree.file("proc/cmdline", "ro quiet")
          .file("etc/os-release", "ID=debian")
          .file("etc/default/grub", "GRUB_CMDLINE_LINUX=\"intel_iommu=on\"");
      assertThat(check("pending-arguments").fix()).containsExactly("Run: update-grub", "Reboot.");
    }

    @Test
    @DisplayName("what is running and not configured would be gone after the next boot")
    void leaving() {
      tree.file("proc/cmdline", "ro iommu=pt").file("etc/default/grub", "GRUB_CMDLINE_LINUX=\"\"");
      assertThat(all(check("pending-arguments")))
          .contains("warning", "iommu=pt is running and not configured");
      tree.file("proc/cmdline", "ro root=x");
      assertThat(check("pending-arguments").status()).isEqualTo(Status.OK);
    }
  }

  @Test
  @DisplayName("lockdown is a warning about vendor modules, Secure Boot alone is none")
  void lockdown() {
    tree.bytes(
        "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
        new byte[] {6, 0, 0, 0, 1});
    assertThat(check("lockdown").status()).isEqualTo(Status.OK);
    tree.file("sys/kernel/security/lockdown", "none [integrity] confidentiality");
    assertThat(all(check("lockdown")))
        .contains("warning", "Secure Boot: true", "lockdown: integrity");
  }

  @Nested
  class Log {

    private Finding logged(String check, String... lines) {
      return of(tree.root(), Optional.of(KernelLogReader.source("given", List.of(lines))), check);
    }

    @Test
    @DisplayName("no room for virtual functions asks for Above 4G Decoding and pci=realloc")
    void noRoom() {
      assertThat(
              all(logged("sriov", "mlx5_core 0000:b0:00.0: not enough MMIO resources for SR-IOV")))
          .contains("failing", "Above 4G", "pci=realloc");
    }

    @Test
    @DisplayName("a region without room is a warning, option ROMs and ports are not missed")
    void regions() {
      var rom = "pci 0000:01:00.0: BAR 6: no space for [mem size 0x00080000 pref] ROM";
      assertThat(logged("large-regions", rom).status()).isEqualTo(Status.OK);
      var region = "pci 0000:01:00.0: BAR 1: no space for [mem size 0x400000000 64bit pref]";
      assertThat(all(logged("large-regions", region))).contains("warning", "Above 4G");
    }

    @Test
    @DisplayName("memory that a console holds is a warning, with the line of this boot loader")
    void held() {
      tree.file("etc/os-release", "ID=debian")
          .file("etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"");
      assertThat(
              all(
                  logged(
                      "held-regions",
                      "vfio-pci 0000:01:00.0: BAR 1: can't reserve [mem 0xc0000000-0xcfffffff]")))
          .contains(
              "warning",
              "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet initcall_blacklist=sysfb_init\"",
              "Run: update-grub");
    }

    @Test
    @DisplayName("a mistake of the firmware apart from the IOMMU is told and not held against it")
    void otherBug() {
      assertThat(all(logged("firmware-bugs", "[Firmware Bug]: TSC_DEADLINE disabled")))
          .contains("ok", "TSC");
    }
  }

  static Stream<Path> logs() {
    return Fixtures.files("dmesg", ".log").stream();
  }

  @ParameterizedTest
  @MethodSource("logs")
  @DisplayName("each recorded log fails, warns or passes as its expected.json says")
  void recorded(Path file) throws IOException {
    var expected =
        Fixtures.json(file.resolveSibling("expected.json")).get(file.getFileName().toString());
    var log = Optional.of(KernelLogReader.source(file.toString(), Files.readAllLines(file)));
    var root = tree.root();
    assertThat(of(root, log, "reserved-memory").status())
        .isEqualTo(expected.has("attach_refused") ? Status.FAILING : Status.OK);
    expected
        .path("attach_refused")
        .forEach(it -> assertThat(of(root, log, "reserved-memory").title()).contains(it.asText()));
    assertThat(of(root, log, "firmware-bugs").status())
        .isEqualTo(expected.path("firmware_bugs").asInt(0) > 0 ? Status.WARNING : Status.OK);
    assertThat(of(root, log, "interrupt-remapping").status())
        .isEqualTo(expected.has("interrupt_remapping") ? Status.OK : Status.UNKNOWN);
  }

  @Test
  @DisplayName("whatever a machine's files say, every check comes to a finding")
  void garbage() {
    tree.function("0000:01:00.0").physicalFunction(3);
    for (var file :
        List.of(
            "proc/cmdline", "proc/cpuinfo", "etc/default/grub", "var/log/dmesg", "etc/modules")) {
      Garbage.of(
              60,
              "intel_iommu=on ",
              "vendor_id : GenuineIntel",
              "GRUB_CMDLINE_LINUX=\"",
              "[Firmware Bug] DMAR",
              "vfio_virqfd")
          .forEach(lines -> {
            tree.file(file, String.join("\n", lines));
            assertThatCode(() -> check("kernel-iommu")).doesNotThrowAnyException();
          });
    }
  }
}
