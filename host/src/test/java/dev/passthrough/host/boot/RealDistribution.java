package dev.passthrough.host.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.HostSpec.Reboot;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.HostAccess;
import dev.passthrough.host.apply.HostPrograms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Prepares an installed Debian with its own update-grub. Not among the tests that run by
 * themselves: {@code lab/boot-tools} installs the distribution and runs this, as root.
 */
@DisplayName("The programs of an installed distribution take what is written for them")
class RealDistribution {

  /** Gives the program a /dev, /proc and /sys that end with it. */
  private static final String IN_THERE =
      "set -e; d=$1; shift; mount --bind /dev \"$d/dev\"; mount -t proc proc \"$d/proc\"; mount --bind /sys \"$d/sys\"; exec chroot \"$d\" \"$@\"";

  private static final HostSpec SPEC =
      new HostSpec(Iommu.Required, List.of("iommu=pt"), Reboot.Never);

  private final Path root = Path.of(System.getProperty("distribution", "/nonexistent"));

  @Test
  @DisplayName(
      "update-grub puts the arguments into the menu of every kernel, and restore takes them out")
  void grub() throws Exception {
    machine();
    programs().run(List.of("update-grub"));
    var host = new PreparedHost(root, HostAccess.full(programs()));
    var found = changing(host.files());
    var menu = kernels();

    var report = host.apply(SPEC);

    assertThat(report.hostFailures()).isEmpty();
    assertThat(kernels()).isNotEmpty().isNotEqualTo(menu);
    assertThat(kernels().stream().filter(it -> !it.contains("single")))
        .isNotEmpty()
        .allMatch(it -> it.endsWith("quiet intel_iommu=on iommu=pt"));
    assertThat(host.plan(SPEC).steps()).isEmpty();

    assertThat(host.restore().hostFailures()).isEmpty();
    assertThat(changing(host.files())).isEqualTo(found);
    assertThat(host.ledger().holdsNothing()).isTrue();
  }

  private List<String> kernels() throws IOException {
    return Files.readAllLines(root.resolve("boot/grub/grub.cfg")).stream()
        .map(String::strip)
        .filter(it -> it.startsWith("linux"))
        .toList();
  }

  /** Kernels and their images are large and not touched. */
  private static SortedMap<String, String> changing(SortedMap<String, String> files) {
    files.keySet().removeIf(it -> !it.startsWith("etc/") && !it.startsWith("boot/grub/"));
    return files;
  }

  /** An Intel machine with the IOMMU off; the folders are covered while a program runs. */
  private void machine() throws IOException {
    assertThat(HostRoot.at(root).resolve("usr/sbin/update-grub"))
        .as("-Ddistribution= names the root of an installed Debian")
        .isPresent();
    write("proc/cpuinfo", "vendor_id : GenuineIntel\nflags : lm vmx\n");
    write("proc/cmdline", "quiet\n");
    write("proc/sys/kernel/random/boot_id", "real\n");
    write("sys/module/vfio/x", "");
    write("sys/module/vfio_iommu_type1/x", "");
    write("sys/module/vfio_pci/x", "");
    write("sys/class/net/x", "");
    Files.copy(
        root.resolve("usr/share/grub/default/grub"),
        root.resolve("etc/default/grub"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.createDirectories(root.resolve("boot/grub"));
  }

  private void write(String path, String text) throws IOException {
    var file = root.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }

  private HostPrograms programs() {
    return command -> {
      var all =
          new ArrayList<>(
              List.of("unshare", "--mount", "sh", "-c", IN_THERE, "sh", root.toString()));
      all.addAll(command);
      var process = new ProcessBuilder(all).redirectErrorStream(true).start();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(command + " failed: " + said);
      }
    };
  }
}
