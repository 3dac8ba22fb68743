package dev.passthrough.host.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that goes as far as it is told, stands still there, and is killed. */
public final class StandingProcess implements AutoCloseable {

  private static final String REACHED = "reached";

  private final Process process;
  private final BufferedReader out;

  private StandingProcess(Process process) {
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Runs {@code program} with this class path until it stands still, and ends it with SIGKILL. */
  public static void killed(Class<?> program, String... arguments) throws IOException {
    try (var child = start(program, arguments)) {
      child.awaitStandstill();
    }
  }

  /** Runs {@code program} with this class path. */
  public static StandingProcess start(Class<?> program, String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(arguments));
    return new StandingProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Waits until the process stands still. Fails where it ends before. */
  public void awaitStandstill() throws IOException {
    assertThat(out.readLine()).isEqualTo(REACHED);
  }

  /** Whether it has got as far as it is told, or has ended. */
  public boolean hasSpoken() throws IOException {
    return out.ready() || !process.isAlive();
  }

  /** Ends the process with SIGKILL. */
  @Override
  public void close() throws IOException {
    try (out) {
      process.destroyForcibly().onExit().join();
    }
  }

  /** In that process: says so, and goes no further until it is killed or its parent is gone. */
  public static void standStill() {
    System.out.println(REACHED);
    System.out.flush();
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
