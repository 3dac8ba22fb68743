package dev.passthrough.host.use;

import dev.passthrough.host.HostFolder;
import dev.passthrough.host.HostRoot;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the mounts of every mount namespace, each namespace once. */
final class MountReader {

  private MountReader() {}

  /** All mounts; empty if no table could be read at all. */
  static Optional<Mounts> read(HostRoot root, List<String> processes) {
    var mounts = new LinkedHashSet<Mount>();
    var local = new HashSet<Integer>();
    var seen = new HashSet<String>();
    boolean any = false;
    var proc = root.proc();
    for (var pid : processes) {
      var process = proc.folder(pid);
      var namespace = process.linkText("ns/mnt");
      if (namespace.isPresent() && !seen.add(namespace.get())) {
        continue;
      }
      any |= add(root, "proc/" + pid + "/mountinfo", mounts, local, seen);
    }
    if (!any) {
      any = add(root, "proc/self/mountinfo", mounts, local, seen) || oldTable(root, proc, mounts);
    }
    return any ? Optional.of(new Mounts(List.copyOf(mounts), local)) : Optional.empty();
  }

  private static boolean add(
      HostRoot root, String path, Set<Mount> mounts, Set<Integer> local, Set<String> seen) {
    var lines = root.lines(path);
    if (lines.isEmpty() || lines.get().isEmpty()) {
      return false;
    }
    if (seen.add(String.join("\n", lines.get()))) {
      for (var line : lines.get()) {
        Mount.of(line)
            .ifPresent(it -> {
              mounts.add(it);
              it.numberIfLocal(line).ifPresent(local::add);
            });
      }
    }
    return true;
  }

  /** {@code /proc/mounts} has source, point and type, and no numbers. */
  private static boolean oldTable(HostRoot root, HostFolder proc, Set<Mount> mounts) {
    var lines = root.lines(proc.has("self") ? "proc/self/mounts" : "proc/mounts");
    for (var line : lines.orElse(List.of())) {
      var f = line.split(" ", -1);
      if (f.length >= 3) {
        mounts.add(new Mount("", "/", Mount.unescaped(f[1]), f[2], Mount.unescaped(f[0])));
      }
    }
    return lines.filter(l -> !l.isEmpty()).isPresent();
  }
}
