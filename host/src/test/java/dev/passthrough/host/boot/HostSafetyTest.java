package dev.passthrough.host.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.HostSpec.Reboot;
import dev.passthrough.api.Reason;
import dev.passthrough.host.apply.HostAccess;
import dev.passthrough.host.plan.Notice;
import dev.passthrough.host.testing.BootHost;
import dev.passthrough.host.testing.InMemory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What is not this program's stays as it is, and what fails is taken back")
class HostSafetyTest {

  private static final HostSpec SPEC =
      new HostSpec(Iommu.Required, List.of("iommu=pt"), Reboot.Never);

  @TempDir(factory = InMemory.class)
  Path root;

  private Path grub() {
    return root.resolve("etc/default/grub");
  }

  @Test
  @DisplayName("a program that fails: its words are told, every file is back, and it is owed a run")
  void programFails() throws Exception {
    var distribution = BootHost.DEBIAN.make(root).failing("update-grub");
    var host = new PreparedHost(root, HostAccess.full(distribution));
    var found = host.files();

    var report = host.apply(SPEC);

    assertThat(report.ok()).isFalse();
    assertThat(report.hostFailures().getFirst())
        .contains("update-grub", "ended with 1", "no space");
    assertThat(host.files()).isEqualTo(found);
    distribution.failing("");
    assertThat(host.apply(SPEC).ok()).isTrue();
    assertThat(host.restore().ok()).isTrue();
    assertThat(host.files()).isEqualTo(found);
    assertThat(host.ledger().holdsNothing()).isTrue();
  }

  @Test
  @DisplayName("what somebody else wrote beside it stays: only this program's tokens come out")
  void changedBeside() throws Exception {
    var host = new PreparedHost(root, HostAccess.full(BootHost.SUSE.make(root)));
    host.apply(SPEC);
    Files.writeString(grub(), Files.readString(grub()).replace("quiet", "splash2 loud") + "X=1\n");

    assertThat(host.plan(SPEC).steps()).isEmpty();
    assertThat(host.restore().ok()).isTrue();

    assertThat(Files.readString(grub()))
        .isEqualTo(
            "GRUB_CMDLINE_LINUX_DEFAULT=\"splash=silent mitigations=auto splash2 loud security=apparmor nosimplefb=1\"\nX=1\n");
    assertThat(host.ledger().holdsNothing()).isTrue();
  }

  @Test
  @DisplayName("a file of its own that somebody else changed is left, and named")
  void changedOwn() throws Exception {
    var host = new PreparedHost(root, HostAccess.full(BootHost.DEBIAN.make(root)));
    host.apply(SPEC);
    var dropIn = root.resolve(GrubLoader.DROP_IN);
    Files.writeString(dropIn, "# mine now\n");

    assertThat(host.restoration().notices())
        .extracting(Notice::reason)
        .containsExactly(Reason.ChangedByOthers);
    host.restore();

    assertThat(dropIn).hasContent("# mine now\n");
    assertThat(host.restoration().notices().getFirst().message())
        .contains("/" + GrubLoader.DROP_IN);
  }

  @Test
  @DisplayName("entries that changed under grubby lose its arguments, and nothing else")
  void changedEntries() throws Exception {
    var host = new PreparedHost(root, HostAccess.full(BootHost.FEDORA.make(root)));
    host.apply(SPEC);
    var later = root.resolve("boot/loader/entries/later.conf");
    Files.writeString(later, "linux /boot/vmlinuz-7\noptions ro intel_iommu=on iommu=pt rhgb\n");

    assertThat(host.restore().ok()).isTrue();

    assertThat(Files.readString(later)).contains("options ro rhgb");
    assertThat(host.ledger().holdsNothing()).isTrue();
  }

  @Test
  @DisplayName(
      "kernels come and go in between: the later entry loses the arguments, the gone one stays away")
  void kernelUpdate() throws Exception {
    var distribution = BootHost.ARCH.make(root);
    var line = root.resolve("etc/kernel/cmdline");
    Files.createDirectories(line.resolveSibling(""));
    Files.writeString(line, "root=/dev/sda1 rw\n");
    var host = new PreparedHost(root, HostAccess.full(distribution));
    var entries = root.resolve("boot/loader/entries");
    var old = entries.resolve("old.conf");
    Files.writeString(old, "linux /old\noptions root=/dev/sda1 rw\n");
    var own = entries.resolve("own.conf");
    Files.writeString(own, "linux /own\noptions root=/dev/sdb1 iommu=pt\n");
    var found = host.files();
    host.apply(SPEC);
    var later = entries.resolve("later.conf");
    Files.writeString(
        later, "linux /later\noptions " + Files.readString(line).strip() + " quiet\n");
    Files.delete(old);

    assertThat(host.plan(SPEC).steps())
        .singleElement()
        .satisfies(it -> assertThat(it.sentence()).contains("old.conf", "forget it"));
    host.apply(SPEC);
    assertThat(host.plan(SPEC).steps()).isEmpty();
    assertThat(host.restore().ok()).isTrue();

    assertThat(later).hasContent("linux /later\noptions root=/dev/sda1 rw quiet\n");
    Files.delete(later);
    found.remove("boot/loader/entries/old.conf");
    assertThat(host.files()).isEqualTo(found);
    assertThat(host.ledger().holdsNothing()).isTrue();
    assertThat(host.restoration().notices()).isEmpty();
  }

  @Test
  @DisplayName("grubby's entries come and go in between: the same")
  void kernelUpdateWithGrubby() throws Exception {
    var host = new PreparedHost(root, HostAccess.full(BootHost.FEDORA.make(root)));
    host.apply(SPEC);
    var entries = root.resolve("boot/loader/entries");
    try (var all = Files.list(entries)) {
      for (var entry : all.toList()) {
        Files.move(entry, entries.resolve("later.conf"));
      }
    }

    assertThat(host.plan(SPEC).steps()).isEmpty();
    assertThat(host.restore().ok()).isTrue();

    assertThat(entries.resolve("later.conf")).content().doesNotContain("iommu");
    assertThat(entries).isDirectoryContaining("glob:**/later.conf");
    assertThat(entries.toFile().list()).hasSize(1);
    assertThat(host.ledger().holdsNothing()).isTrue();
  }

  @Test
  @DisplayName("a drop-in that somebody else has taken away is not looked for for ever")
  void goneOwn() throws Exception {
    var host = new PreparedHost(root, HostAccess.full(BootHost.DEBIAN.make(root)));
    host.apply(SPEC);
    Files.delete(root.resolve(GrubLoader.DROP_IN));

    assertThat(host.restore().ok()).isTrue();

    assertThat(host.ledger().holdsNothing()).isTrue();
    assertThat(root.resolve("boot/grub/grub.cfg")).content().doesNotContain("iommu");
  }

  @Test
  @DisplayName("a file that changes after the plan was made is not written")
  void changedMeanwhile() throws Exception {
    var host = new PreparedHost(root, HostAccess.full(BootHost.SUSE.make(root)));
    var plan = host.plan(SPEC);
    Files.writeString(grub(), "GRUB_CMDLINE_LINUX_DEFAULT=\"other\"\n");

    var report = host.apply(plan);

    assertThat(report.hostFailures().getFirst()).contains("/etc/default/grub", "plan again");
    assertThat(grub()).hasContent("GRUB_CMDLINE_LINUX_DEFAULT=\"other\"\n");
  }

  @Test
  @DisplayName("owner's mode and a symbolic link stay")
  void modeAndLink() throws Exception {
    BootHost.SUSE.make(root);
    var real = root.resolve("etc/real-grub");
    Files.move(grub(), real);
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
    Files.createSymbolicLink(grub(), Path.of("/etc/real-grub"));
    var host = new PreparedHost(root, HostAccess.filesOnly());

    host.apply(SPEC);

    assertThat(grub()).isSymbolicLink();
    assertThat(Files.readString(real)).contains("intel_iommu=on");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
        .isEqualTo("rw-r-----");
  }

  @Test
  @DisplayName("a link that leads out of the folders that may be changed is not followed")
  void linkOut() throws Exception {
    BootHost.SUSE.make(root);
    Files.createDirectories(root.resolve("srv"));
    Files.move(grub(), root.resolve("srv/grub"));
    Files.createSymbolicLink(grub(), Path.of("/srv/grub"));
    var before = Files.readString(root.resolve("srv/grub"));

    var report = new PreparedHost(root, HostAccess.filesOnly()).apply(SPEC);

    assertThat(report.hostFailures().getFirst())
        .contains("srv/grub", "not below", "nothing was written");
    assertThat(root.resolve("srv/grub")).hasContent(before);
  }

  @Test
  @DisplayName("without access to files nothing is written, and the message says who can")
  void noAccess() throws Exception {
    BootHost.DEBIAN.make(root);
    var host = new PreparedHost(root, HostAccess.none());
    var found = host.files();

    assertThat(host.apply(SPEC).hostFailures().getFirst()).contains("passthrough apply", "as root");
    assertThat(host.files()).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "etc/os-release | ID=nixos | boot.kernelParams",
        "etc/os-release | ID=talos | extraKernelArgs",
        "etc/os-release | ID=flatcar | linux_append",
        "etc/os-release | ID=bottlerocket | settings.boot",
        "proc/mounts | /dev/sda1 / ext4 ro,noatime 0 0 | read-only",
      })
  @DisplayName("a system that is not changed in place gets the exact line in words, and no step")
  void elsewhere(String file, String text, String words) throws Exception {
    BootHost.DEBIAN.make(root);
    Files.writeString(root.resolve(file), text + "\n");
    var host = new PreparedHost(root, HostAccess.filesOnly());

    var notice = host.plan(SPEC).notices().getFirst();

    assertThat(notice.reason()).isEqualTo(Reason.ChangeByHand);
    assertThat(notice.message()).contains(words, "intel_iommu=on", "iommu=pt");
    assertThat(host.plan(SPEC).steps()).noneMatch(it -> it.sentence().contains("grub"));
  }
}
