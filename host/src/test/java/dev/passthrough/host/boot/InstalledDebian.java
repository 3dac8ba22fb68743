package dev.passthrough.host.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.HostAccess;
import dev.passthrough.host.apply.HostPrograms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/** An installed Debian in a folder, on which nothing was changed yet, and its own programs. */
record InstalledDebian(Path root) {

  /** Gives the program a /dev, /proc and /sys that end with it. */
  private static final String IN_THERE =
      "set -e; d=$1; shift; mount --bind /dev \"$d/dev\"; mount -t proc proc \"$d/proc\"; mount --bind /sys \"$d/sys\"; exec chroot \"$d\" \"$@\"";

  /**
   * The one that {@code -Ddistribution=} names, as an Intel machine with the IOMMU off; the folders
   * are covered while a program runs.
   */
  static InstalledDebian named() throws IOException {
    var debian = new InstalledDebian(Path.of(System.getProperty("distribution", "/nonexistent")));
    assertThat(HostRoot.at(debian.root).resolve("usr/sbin/update-grub"))
        .as("-Ddistribution= names the root of an installed Debian")
        .isPresent();
    debian.write("proc/cpuinfo", "vendor_id : GenuineIntel\nflags : lm vmx\n");
    debian.write("proc/cmdline", "quiet\n");
    debian.write("proc/sys/kernel/random/boot_id", "real\n");
    for (var module : Set.of("vfio", "vfio_iommu_type1", "vfio_pci")) {
      debian.write("sys/module/" + module + "/x", "");
    }
    debian.write("sys/class/net/x", "");
    return debian;
  }

  PreparedHost host() {
    return new PreparedHost(root, HostAccess.full(programs()));
  }

  HostPrograms programs() {
    return command -> said(command.toArray(String[]::new));
  }

  /** What {@code command} prints in there. */
  String said(String... command) throws IOException, InterruptedException {
    var all =
        new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", IN_THERE, "sh", root.toString()));
    all.addAll(List.of(command));
    var process = new ProcessBuilder(all).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(List.of(command) + " failed: " + said);
    }
    return said;
  }

  /** What a host keeps over a boot, below {@code folders}; kernels and their images change. */
  SortedMap<String, String> files(String... folders) throws IOException {
    var files = host().files();
    files
        .keySet()
        .removeIf(path -> List.of(folders).stream().noneMatch(it -> path.startsWith(it + "/")));
    return files;
  }

  /** The paths below {@code folders} that are not as in {@code found}. */
  Set<String> changed(SortedMap<String, String> found, String... folders) throws IOException {
    var now = files(folders);
    var paths = new TreeSet<>(found.keySet());
    paths.addAll(now.keySet());
    paths.removeIf(it -> Objects.equals(found.get(it), now.get(it)));
    return paths;
  }

  /** The one file of {@code /boot} whose name begins so. */
  Path inBoot(String name) throws IOException {
    try (var all = Files.list(root.resolve("boot"))) {
      return all.filter(it -> it.getFileName().toString().startsWith(name))
          .findFirst()
          .orElseThrow(() -> new IOException("no " + name + "… in /boot"));
    }
  }

  void write(String path, String text) throws IOException {
    var file = root.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }
}
