package dev.passthrough.host.apply;

import java.io.IOException;
import java.nio.file.Path;

/** Stops the program at one of its writes. */
final class CrashingWrites implements KernelWrites {

  /** Ends the run as a crash does: nothing that would tidy up expects it. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final KernelWrites kernel;
  private final int at;
  private final boolean before;
  private int count;

  /**
   * @param at the index of the write
   * @param before whether the write does not happen any more
   */
  CrashingWrites(KernelWrites kernel, int at, boolean before) {
    this.kernel = kernel;
    this.at = at;
    this.before = before;
  }

  @Override
  public synchronized void write(Path file, String value) throws IOException {
    boolean now = count++ == at;
    if (now && before) {
      throw new Crash();
    }
    kernel.write(file, value);
    if (now) {
      throw new Crash();
    }
  }
}
