package dev.passthrough.host.apply;

import java.io.IOException;
import java.util.List;

/** Runs programs of the host itself. A test puts stand-ins behind it. */
public interface HostPrograms {

  /**
   * Runs {@code command} to its end.
   *
   * @param command the program's name and its arguments; no shell sees them
   * @throws IOException if it cannot be run, does not end in time, or ends with something other
   *     than 0; the message holds the end of what it printed
   */
  void run(List<String> command) throws IOException, InterruptedException;

  /**
   * Runs {@code command} as {@link #run} does; what it prints is the answer.
   *
   * @throws IOException as there, and where programs are only run and not read
   */
  default String output(List<String> command) throws IOException, InterruptedException {
    throw new IOException("'%s' cannot be read here".formatted(String.join(" ", command)));
  }

  /** Those of this machine, looked for where a distribution puts them. */
  static HostPrograms live() {
    return new LivePrograms(LivePrograms.USUAL);
  }
}
