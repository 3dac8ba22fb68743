package dev.passthrough.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The program as it is shipped, with its own Java run-time and class archive.
 *
 * @param launcher {@code device-plugin/target/dist/bin/passthrough}
 */
record Program(Path launcher) {

  /**
   * Runs it to its end, its output thrown away.
   *
   * @return nanoseconds from before its start until it was gone
   * @throws IllegalStateException if it did not succeed
   */
  long run(String... arguments) {
    long begin = System.nanoTime();
    try {
      var process =
          command(arguments)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      int status = process.waitFor();
      if (status != 0) {
        throw new IllegalStateException(
            "%s %s ended with status %d".formatted(launcher, List.of(arguments), status));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return System.nanoTime() - begin;
  }

  /** Starts it, its output appended to {@code log}. */
  Process start(Path log, String... arguments) throws IOException {
    Files.createDirectories(log.resolveSibling("."));
    return command(arguments)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private ProcessBuilder command(String... arguments) {
    var command = new ArrayList<String>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
