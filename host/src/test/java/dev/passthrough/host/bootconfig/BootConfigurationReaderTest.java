package dev.passthrough.host.bootconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.passthrough.host.testing.Garbage;
import dev.passthrough.host.testing.SysfsTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootConfigurationReaderTest {

  @TempDir Path folder;
  private SysfsTree tree;

  @BeforeEach
  void machine() {
    tree = new SysfsTree(folder);
  }

  private BootConfiguration read() {
    return BootConfigurationReader.read(tree.root(), Optional.empty());
  }

  private List<String> adding(String argument) {
    return ArgumentChange.add(argument).steps(read());
  }

  @Test
  @DisplayName("a machine without any of the files has an unknown loader, and the advice says so")
  void nothing() {
    assertThat(read().loader()).isEqualTo(BootLoader.UNKNOWN);
    assertThat(adding("intel_iommu=on").getFirst()).contains("not recognised", "intel_iommu=on");
  }

  @Test
  @DisplayName("Debian's GRUB: the advice is the very line, its number and update-grub")
  void debian() {
    tree.file("etc/os-release", "ID=debian")
        .file(
            "etc/default/grub",
            "# comment\n\nGRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\nGRUB_CMDLINE_LINUX=\"\"");
    assertThat(adding("intel_iommu=on"))
        .containsExactly(
            "Change /etc/default/grub, line 3 to: GRUB_CMDLINE_LINUX_DEFAULT=\"quiet"
                + " intel_iommu=on\"",
            "Run: update-grub",
            "Reboot.");
  }

  @Test
  @DisplayName("files in /etc/default/grub.d are read after the main one and win")
  void grubFolder() {
    tree.file("etc/os-release", "ID=ubuntu\nID_LIKE=debian")
        .file("etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"")
        .file(
            "etc/default/grub.d/50-cloud.cfg",
            "GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT console=ttyS0\"");
    assertThat(read().entries()).singleElement().hasToString("quiet console=ttyS0");
    assertThat(adding("a=b").getFirst()).contains("/etc/default/grub.d/50-cloud.cfg, line 1");
  }

  @Test
  @DisplayName("what is configured already needs only the loader's command and a reboot")
  void alreadyThere() {
    tree.file("etc/os-release", "ID=debian")
        .file("etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=\"intel_iommu=on\"");
    assertThat(adding("intel_iommu=on")).containsExactly("Run: update-grub", "Reboot.");
  }

  @Test
  @DisplayName("an argument is removed from the line that holds it")
  void removing() {
    tree.file("etc/os-release", "ID=arch")
        .file(
            "etc/default/grub",
            "GRUB_CMDLINE_LINUX_DEFAULT='quiet'\nGRUB_CMDLINE_LINUX='a=1 iommu=off'");
    assertThat(ArgumentChange.remove("iommu=off").steps(read()))
        .containsExactly(
            "Change /etc/default/grub, line 2 to: GRUB_CMDLINE_LINUX=\"a=1\"",
            "Run: grub-mkconfig -o /boot/grub/grub.cfg",
            "Reboot.");
  }

  @Test
  @DisplayName("Fedora's entries are changed by grubby")
  void grubby() {
    tree.file("etc/os-release", "ID=fedora")
        .file(
            "boot/loader/entries/a.conf",
            "title A\nlinux /a\noptions root=x $tuned_params\ngrub_class fedora");
    assertThat(read().loader()).isEqualTo(BootLoader.BLS);
    assertThat(adding("intel_iommu=on"))
        .containsExactly("Run: grubby --update-kernel=ALL --args=\"intel_iommu=on\"", "Reboot.");
  }

  @Test
  @DisplayName("entries that name an environment block which cannot be read have unknown arguments")
  void missingBlock() {
    tree.file("boot/loader/entries/a.conf", "linux /a\noptions $kernelopts");
    assertThat(read().loader()).isEqualTo(BootLoader.BLS_WITH_GRUBENV);
    assertThat(read().entries()).isEmpty();
    assertThat(read().configures("ro")).isFalse();
  }

  @Test
  @DisplayName("systemd-boot: the options line of each entry is named")
  void systemdBoot() {
    tree.file("boot/efi/loader/entries/a.conf", "title A\nlinux /a\noptions root=x")
        .file("boot/efi/loader/entries/b.conf", "title B\nlinux /b\noptions root=y intel_iommu=on");
    assertThat(read().loader()).isEqualTo(BootLoader.SYSTEMD_BOOT);
    assertThat(adding("intel_iommu=on"))
        .containsExactly(
            "Change /boot/efi/loader/entries/a.conf, line 3 to: options root=x intel_iommu=on",
            "Reboot.");
  }

  @Test
  @DisplayName("systemd-boot: the file that entries of kernels to come are made from is named too")
  void kernelInstall() {
    tree.file("etc/kernel/cmdline", "root=x quiet")
        .file("boot/loader/entries/a.conf", "title A\nlinux /a\noptions root=x quiet");
    assertThat(adding("iommu=pt"))
        .containsExactly(
            "Change /etc/kernel/cmdline, line 1 to: root=x quiet iommu=pt",
            "Change /boot/loader/entries/a.conf, line 3 to: options root=x quiet iommu=pt",
            "Reboot.");
  }

  @Test
  @DisplayName("of rpm-ostree's deployments the one that is started next counts")
  void nextDeployment() {
    tree.file(
        "boot/loader/entries/ostree-1.conf",
        "version 9\nlinux /a\noptions root=x ostree=/ostree/boot.0");
    tree.file(
        "boot/loader/entries/ostree-2.conf",
        "version 10\nlinux /a\noptions root=x ostree=/ostree/boot.1 iommu=pt");
    assertThat(read().configures("iommu=pt")).isTrue();
  }

  @Test
  @DisplayName("rpm-ostree is told by /run/ostree-booted, by the command line, or by its entries")
  void ostree() {
    tree.file(
        "boot/loader/entries/ostree-1.conf", "linux /a\noptions root=x ostree=/ostree/boot.0");
    assertThat(read().loader()).isEqualTo(BootLoader.RPM_OSTREE);
    assertThat(adding("intel_iommu=on").getFirst())
        .isEqualTo("Run: rpm-ostree kargs --append-if-missing=intel_iommu=on");
    var running = KernelCommandLine.parse("root=x ostree=/ostree/boot.0");
    assertThat(
            BootConfigurationReader.read(
                    new SysfsTree(folder.resolve("other")).root(), Optional.of(running))
                .loader())
        .isEqualTo(BootLoader.RPM_OSTREE);
  }

  @Test
  @DisplayName("proxmox-boot-tool started by a BIOS goes through GRUB")
  void proxmoxByBios() {
    tree.file("etc/kernel/cmdline", "root=ZFS=rpool/ROOT/pve-1 boot=zfs")
        .file("etc/kernel/proxmox-boot-uuids", "ABCD-1234")
        .file("etc/default/grub", "GRUB_CMDLINE_LINUX=\"\"");
    assertThat(read().loader()).isEqualTo(BootLoader.PROXMOX_BOOT_TOOL);
    tree.folder("sys/firmware/acpi");
    assertThat(read().loader()).isEqualTo(BootLoader.GRUB);
    tree.folder("sys/firmware/efi");
    assertThat(read().loader()).isEqualTo(BootLoader.PROXMOX_BOOT_TOOL);
  }

  @Test
  @DisplayName(
      "a unified kernel image counts where the stub says that it was started, or nothing else"
          + " could")
  void unified() {
    tree.file("boot/efi/EFI/Linux/linux.efi", "MZ");
    assertThat(read().loader()).isEqualTo(BootLoader.UNIFIED_KERNEL_IMAGE);
    tree.file("etc/default/grub", "GRUB_CMDLINE_LINUX=\"\"");
    assertThat(read().loader()).isEqualTo(BootLoader.GRUB);
    tree.file(UnifiedBoot.STUB, "x");
    assertThat(read().loader()).isEqualTo(BootLoader.UNIFIED_KERNEL_IMAGE);
  }

  @Test
  @DisplayName("no file, however broken, makes the reader or its advice throw")
  void garbage() {
    var pieces =
        new String[] {
          "GRUB_CMDLINE_LINUX=\"quiet",
          "GRUB_CMDLINE_LINUX_DEFAULT+='a ${GRUB_CMDLINE_LINUX}",
          "options ",
          "linux /vmlinuz ",
          "$kernelopts",
          "kernelopts=",
          "linux16 /x ",
          "\\",
          "title A"
        };
    for (var file :
        List.of(
            "etc/default/grub",
            "boot/loader/entries/a.conf",
            "boot/grub2/grubenv",
            "boot/grub2/grub.cfg",
            "etc/kernel/cmdline",
            "etc/os-release")) {
      Garbage.of(100, pieces)
          .forEach(lines -> {
            tree.file(file, String.join("\n", lines));
            assertThatCode(() -> adding("intel_iommu=on")).doesNotThrowAnyException();
          });
    }
  }
}
