package dev.passthrough.host.use;

import dev.passthrough.host.HostFolder;
import dev.passthrough.host.HostRoot;
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

  private OpenFileReader() {}

  static Found read(HostRoot root, Iterable<String> processes, DeviceNodes nodes) {
    var holders = new TreeMap<PciAddress, Set<Holder>>();
    int unreadable = 0;
    for (var pid : processes) {
      var process = root.folder("proc/" + pid);
      var open = process.folder("fd");
      var names = open.names();
      if (names.isEmpty() && hasProgram(process)) {
        unreadable++;
      }
      for (var name : names) {
        var path = open.linkText(name).orElse("");
        var functions = nodes.functions(path);
        if (!functions.isEmpty()) {
          var holder =
              new Holder(Long.parseLong(pid), process.text("comm").orElse("process"), path);
          functions.forEach(f -> holders.computeIfAbsent(f, none -> new TreeSet<>()).add(holder));
        }
      }
    }
    return new Found(holders, unreadable);
  }

  /** A kernel thread has an empty command line and opens nothing. */
  private static boolean hasProgram(HostFolder process) {
    return process.text("cmdline").filter(line -> !line.isEmpty()).isPresent();
  }
}
