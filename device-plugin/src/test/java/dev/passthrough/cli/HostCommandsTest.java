package dev.passthrough.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.testing.BootHost;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.Tree;
import dev.passthrough.host.testing.Workstation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("spec.host from the command line, on a host that is a folder of files")
class HostCommandsTest {

  private static final String EXAMPLE = "../examples/host-iommu.yaml";

  @TempDir(factory = InMemory.class)
  Path folder;

  private Path root;

  @BeforeEach
  void makeHost() throws IOException {
    root = folder.resolve("host");
    BootHost.DEBIAN.make(root);
  }

  @Test
  @DisplayName("plan shows files with their lines, commands and the reboot, and writes nothing")
  void plan() throws IOException {
    var found = Tree.contents(root);

    var outcome = run("plan", "-f", EXAMPLE);

    assertThat(outcome.out())
        .contains(
            "/etc/default/grub.d/zz-passthrough.cfg: make it",
            "+ GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT intel_iommu=on iommu=pt\"",
            "run      update-grub",
            "+ vfio_pci",
            "reboot this host, once",
            "needs    root",
            "needs    reboot");
    assertThat(outcome.code()).isZero();
    assertThat(Tree.contents(root)).isEqualTo(found);
  }

  @Test
  @DisplayName("apply writes the files, runs nothing and says so; restore brings every byte back")
  void applyAndRestore() throws IOException {
    var found = Tree.contents(root.resolve("etc"));

    var applied = run("apply", "--yes", "-f", EXAMPLE);

    assertThat(applied.out())
        .contains("Not done, because this is a folder of files", "run update-grub", "reboot");
    assertThat(root.resolve("etc/default/grub.d/zz-passthrough.cfg")).exists();
    assertThat(Files.readString(root.resolve("boot/grub/grub.cfg"))).doesNotContain("iommu");

    assertThat(run("restore", "--yes").code()).isZero();
    assertThat(Tree.contents(root.resolve("etc"))).isEqualTo(found);
  }

  @Test
  @DisplayName("devices that the initramfs is to bind: plan shows the list, apply writes it")
  void initramfs() throws IOException {
    new Workstation(root);
    Files.writeString(root.resolve("proc/iomem"), "00001000-0009ffff : System RAM\n");

    var planned = run("plan", "-f", "../examples/graphics-card.yaml");

    assertThat(planned.out())
        .contains(
            "/etc/passthrough/early-devices: make it",
            "+ pci0000:00/0000:00:01.0/0000:65:00.0 0x10de 0x1eb8 vfio-pci",
            "+ pci0000:00/0000:00:01.0/0000:65:00.1 0x10de 0x10f8 vfio-pci",
            "run      update-initramfs -u -k all");
    assertThat(run("apply", "--yes", "-f", "../examples/graphics-card.yaml").out())
        .contains("Not done, because this is a folder of files", "update-initramfs");
    assertThat(root.resolve("etc/initramfs-tools/scripts/init-top/00passthrough")).isExecutable();
  }

  @Test
  @DisplayName("an argument that a shell or a loader would take apart is not taken")
  void unsafe() throws IOException {
    var file = folder.resolve("node.yaml");
    Files.writeString(
        file, Files.readString(Path.of(EXAMPLE)).replace("iommu=pt", "'x=$(reboot)'"));

    var outcome = run("plan", "-f", file.toString());

    assertThat(outcome.code()).isEqualTo(Passthrough.BAD_INPUT);
    assertThat(outcome.err()).contains("spec.host.kernelArguments", "x=$(reboot)");
  }

  private Run run(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--root", root.toString()));
    return Run.of(all.toArray(String[]::new));
  }
}
