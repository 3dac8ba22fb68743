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
public final class StandingProcess {

  private static final String REACHED = "reached";

  private StandingProcess() {}

  /** Runs {@code program} with this class path until it stands still, and ends it with SIGKILL. */
  public static void killed(Class<?> program, String... arguments)
      throws IOException, InterruptedException {
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
    var child = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).isEqualTo(REACHED);
    } finally {
      child.destroyForcibly().waitFor();
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
