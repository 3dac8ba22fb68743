package dev.passthrough.host.boot;

import dev.passthrough.host.plan.ArgumentTool;
import java.util.List;
import java.util.TreeSet;

/**
 * Boot Loader Specification entries that GRUB reads (Fedora, RHEL and their kin). grubby changes
 * all that counts: the entries, {@code kernelopts} of the environment block, and what entries of
 * later kernels are made from.
 */
record GrubbyLoader() implements Loader {

  @Override
  public Desired desired(Wanted wanted, Situation now) {
    if (!now.files().canRun(ArgumentTool.GRUBBY.program())) {
      return now.byHand(
          wanted, "The entries of this system are changed by grubby, which is not there.");
    }
    return ToolChange.of(ArgumentTool.GRUBBY, wanted, now, touches(now.files()));
  }

  static List<String> touches(HostFiles files) {
    var all = new TreeSet<String>(files.in("boot/loader/entries/"));
    for (var path : List.of(GrubDefaults.FILE, CommandLine.FILE, "boot/grub2/grubenv")) {
      if (files.has(path)) {
        all.add(path);
      }
    }
    files.files().keySet().stream().filter(it -> it.endsWith("/grubenv")).forEach(all::add);
    return List.copyOf(all);
  }
}
