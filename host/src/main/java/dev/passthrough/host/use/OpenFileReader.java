package dev.passthrough.host.use;

import dev.passthrough.host.HostFolder;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.Opened;
import dev.passthrough.host.pci.PciAddress;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads who has which device node open ({@code /proc/PID/fd}), in whatever container. */
final class OpenFileReader {

  /**
   * What was found.
   *
   * @param unreadable processes whose open files could not be seen
   */
  record Found(Map<PciAddress, Set<Holder>> holders, int unreadable) {}

  private final DeviceNodes nodes;
  private final RemoteFiles remote;
  private final boolean live;
  private final Map<PciAddress, Set<Holder>> holders = new TreeMap<>();
  private int unreadable;

  private OpenFileReader(HostRoot root, DeviceNodes nodes, Mounts mounts) {
    this.nodes = nodes;
    this.remote = new RemoteFiles(mounts);
    this.live = root.proc().isProc();
  }

  static Found read(HostRoot root, Iterable<String> processes, DeviceNodes nodes, Mounts mounts) {
    var reader = new OpenFileReader(root, nodes, mounts);
    processes.forEach(pid -> reader.add(Long.parseLong(pid), root.folder("proc/" + pid)));
    return new Found(reader.holders, reader.unreadable);
  }

  private void add(long pid, HostFolder process) {
    var open = process.folder("fd");
    var names = open.names();
    if (names.isEmpty() && hasProgram(process)) {
      unreadable++;
    }
    var files = remote.of(process);
    for (var name : names) {
      var path = open.linkText(name).orElse("");
      var functions = nodes.functions(path, opened(open, files, name, path));
      if (!functions.isEmpty()) {
        var holder = new Holder(pid, process.text("comm").orElse("process"), path);
        functions.forEach(f -> holders.computeIfAbsent(f, none -> new TreeSet<>()).add(holder));
      }
    }
  }

  /** Sockets, pipes and their kin have no path. */
  private Opened opened(HostFolder open, RemoteFiles.Of files, String name, String path) {
    if (!path.startsWith("/")) {
      return new Opened.Other();
    }
    return live && files.isLocal(name, path) ? open.opened(name) : new Opened.Unknown();
  }

  /** A kernel thread has an empty command line and opens nothing. */
  private static boolean hasProgram(HostFolder process) {
    return process.text("cmdline").filter(line -> !line.isEmpty()).isPresent();
  }
}
