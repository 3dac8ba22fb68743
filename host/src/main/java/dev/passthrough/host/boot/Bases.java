package dev.passthrough.host.boot;

import dev.passthrough.host.plan.FileState;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.HostLedger.KeptFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The host's files as they would be without this program. A file that somebody else changed since
 * is looked at token by token: what this program had put in comes out, the rest stays.
 */
record Bases(HostFiles files, HostLedger ledger) {

  /** Empty if what is this program's in the file cannot be told from what is not. */
  Optional<FileState> of(String path) {
    var now = files.state(path);
    var kept = ledger.file(path).filter(it -> it.by().isEmpty());
    if (kept.isEmpty()) {
      return Optional.of(without(path, now));
    }
    // The entry of a kernel that was removed since: it is not brought back.
    if (now.same(kept.get().found()) || (!now.present() && entry(path))) {
      return Optional.of(now);
    }
    return kept.get().ours(now) ? kept.map(KeptFile::found) : without(kept.get(), now);
  }

  /** The text of {@code path} without this program's; an absent file is an empty one. */
  Optional<String> text(String path) {
    return of(path).map(FileState::content);
  }

  /**
   * Which arguments the entry {@code path} has of this program though it never wrote it: those of
   * {@code /etc/kernel/cmdline}, if kernel-install(8) made the entry from that since.
   */
  List<String> inherited(String path) {
    var line = ledger.file(CommandLine.FILE).filter(it -> it.by().isEmpty());
    if (line.isEmpty()
        || line.get().left().isEmpty()
        || ledger.file(path).isPresent()
        || !entry(path)) {
      return List.of();
    }
    var left = new CommandLine().arguments(line.get().left().getLast().content());
    return new EntryFile().arguments(files.state(path).content()).containsAll(left)
        ? minus(left, new CommandLine().arguments(line.get().found().content()))
        : List.of();
  }

  private static boolean entry(String path) {
    return path.contains("/loader/entries/");
  }

  private FileState without(String path, FileState now) {
    var inherited = inherited(path);
    return inherited.isEmpty()
        ? now
        : new EntryFile().edit(now.content(), inherited, List.of()).map(FileState::of).orElse(now);
  }

  private static Optional<FileState> without(KeptFile kept, FileState now) {
    var form = ArgumentFile.of(kept.path());
    var left = kept.left().isEmpty() ? FileState.absent() : kept.left().getLast();
    if (form.isEmpty() || !now.present() || !kept.found().present() || !left.present()) {
      return Optional.empty();
    }
    var found = form.get().arguments(kept.found().content());
    var ours = form.get().arguments(left.content());
    return form.get()
        .edit(now.content(), minus(ours, found), minus(found, ours))
        .map(FileState::of);
  }

  private static List<String> minus(List<String> all, List<String> those) {
    var rest = new ArrayList<>(all);
    rest.removeAll(those);
    return rest;
  }
}
