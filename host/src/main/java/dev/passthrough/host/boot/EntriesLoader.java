package dev.passthrough.host.boot;

import dev.passthrough.host.plan.FileState;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Boot Loader Specification entries that systemd-boot reads. Every entry that starts Linux is
 * edited, and {@code /etc/kernel/cmdline} where there is one: kernel-install(8) makes the entries
 * of later kernels from it.
 */
record EntriesLoader() implements Loader {

  @Override
  public Desired desired(Wanted wanted, Situation now) {
    var paths = new ArrayList<String>();
    for (var folder : HostFilesReader.ENTRIES) {
      now.files().in(folder + "/").stream()
          .filter(it -> EntryFile.startsLinux(now.files().state(it).content()))
          .forEach(paths::add);
    }
    if (paths.isEmpty()) {
      return now.byHand(wanted, "The loader's entries cannot be read.");
    }
    if (now.files().has(CommandLine.FILE)) {
      paths.add(CommandLine.FILE);
    }
    var desired = new TreeMap<String, FileState>();
    for (var path : paths) {
      var base = now.bases().text(path);
      var form = ArgumentFile.of(path);
      if (base.isEmpty() || form.isEmpty()) {
        return now.changedByOthers(wanted, path);
      }
      var stale = new ArrayList<>(now.bases().inherited(path));
      var from = stale.isEmpty() ? base.get() : now.files().state(path).content();
      stale.removeAll(wanted.add());
      stale.addAll(wanted.remove());
      form.get()
          .edit(from, stale, wanted.add())
          .ifPresent(it -> desired.put(path, FileState.of(it)));
    }
    return Desired.files(desired, List.of());
  }
}
