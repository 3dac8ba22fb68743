package dev.passthrough.host.apply;

import java.io.IOException;
import java.nio.file.Path;

/** The one way in which a host is changed. A test puts a kernel of its own behind it. */
public interface KernelWrites {

  /**
   * Writes {@code value} and a line end into {@code file}, which exists, in one write.
   *
   * @throws IOException what the kernel says, in its words
   */
  void write(Path file, String value) throws IOException;

  /** Writes into files. */
  static KernelWrites files() {
    return new FileWrites();
  }
}
