package dev.passthrough.host.boot;

import java.util.List;
import java.util.Optional;

/** A file in which arguments of the kernel stand among other things. */
interface ArgumentFile {

  /**
   * {@code content} without {@code remove} and with {@code add}; empty if that cannot be done
   * without a guess.
   */
  Optional<String> edit(String content, List<String> remove, List<String> add);

  /** The arguments that {@code content} gives the kernel, as they are written there. */
  List<String> arguments(String content);

  /** The form of the file {@code path}; empty where none is known. */
  static Optional<ArgumentFile> of(String path) {
    if (path.equals(GrubDefaults.FILE) || path.startsWith(GrubDefaults.FOLDER)) {
      return Optional.of(new GrubDefaults());
    }
    if (path.equals(CommandLine.FILE)) {
      return Optional.of(new CommandLine());
    }
    return path.contains("/loader/entries/") ? Optional.of(new EntryFile()) : Optional.empty();
  }
}
