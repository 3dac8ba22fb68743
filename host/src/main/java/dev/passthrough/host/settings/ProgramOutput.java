package dev.passthrough.host.settings;

import java.io.IOException;
import java.util.List;

/** What one of the host's programs prints. */
@FunctionalInterface
public interface ProgramOutput {

  /**
   * Runs {@code command} to its end.
   *
   * @param command the program's name and its arguments; no shell sees them
   * @throws IOException if it cannot be run or ends with something other than 0
   */
  String of(List<String> command) throws IOException, InterruptedException;
}
