package dev.passthrough.host.apply;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.plan.FileState;
import java.io.IOException;
import java.util.List;

/** The one way in which a host's own files are changed. A test puts a failing one behind it. */
@FunctionalInterface
public interface HostWrites {

  /**
   * Has the file {@code path} below {@code root} be as {@code state} says, as a whole or not at
   * all.
   *
   * @param folders made where missing; removed with the file where empty
   * @throws IOException if it is not below a folder that may be changed, or cannot be written
   */
  void write(HostRoot root, String path, FileState state, List<String> folders) throws IOException;

  /** Replaces files, and has them on disk. */
  static HostWrites files() {
    return (root, path, state, folders) -> new HostFileStore(root).write(path, state, folders);
  }
}
