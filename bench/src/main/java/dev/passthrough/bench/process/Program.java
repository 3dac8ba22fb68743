package dev.passthrough.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The program as it is shipped, with its own Java run-time and class archive.
 *
 * @param launcher {@code device-plugin/target/dist/bin/passthrough}
 */
public record Program(Path launcher) {

  /**
   * Runs it to its end, its output thrown away.
   *
   * @return nanoseconds from before its start until it was gone
   * @throws IllegalStateException if it did not succeed
   */
  public long run(String... arguments) {
    long begin = System.nanoTime();
    try {
      var process =
          command(List.of(arguments))
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

  /** Starts it with {@code environment} beside our own, its output appended to {@code log}. */
  public Process start(Path log, Map<String, String> environment, List<String> arguments)
      throws IOException {
    Files.createDirectories(log.resolveSibling("."));
    var builder =
        command(arguments)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private ProcessBuilder command(List<String> arguments) {
    var command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
