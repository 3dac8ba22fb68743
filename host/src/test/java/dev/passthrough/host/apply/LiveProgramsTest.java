package dev.passthrough.host.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A program of the host runs with a fixed environment, a deadline and bounded output")
class LiveProgramsTest {

  private final HostPrograms programs = new LivePrograms(Duration.ofMinutes(1));

  @TempDir Path folder;

  @Test
  @DisplayName("arguments reach it as they are, and no shell sees them")
  void noShell() throws Exception {
    var odd = folder.resolve("a; touch $(b) '\"*").toString();

    programs.run(List.of("touch", odd));

    assertThat(Path.of(odd)).exists();
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  @DisplayName("those of process 1 run behind what enters its namespaces")
  void prefix() throws Exception {
    var file = folder.resolve("file");

    programs.in(List.of("env", "-i", "--")).run(List.of("touch", file.toString()));

    assertThat(file).exists();
    assertThat(HostPrograms.ENTER_PROCESS_1).startsWith("nsenter", "--target", "1");
  }

  @Test
  @DisplayName("its environment is the fixed one, and it has no input")
  void environment() throws Exception {
    var out = folder.resolve("out");

    programs.run(List.of("sh", "-c", "env > " + out + "; cat"));

    assertThat(Files.readAllLines(out))
        .contains("LC_ALL=C")
        .noneMatch(it -> it.startsWith("JAVA_HOME"));
  }

  @Test
  @DisplayName("one that fails is told with its code and the end of what it printed")
  void fails() {
    assertThatIOException()
        .isThrownBy(
            () -> programs.run(List.of("sh", "-c", "seq 1 100000; echo no room >&2; exit 3")))
        .withMessageContaining("ended with 3")
        .withMessageEndingWith("no room")
        .satisfies(it -> assertThat(it.getMessage()).hasSizeLessThan(5000));
  }

  @Test
  @DisplayName("one that does not end is stopped")
  void hangs() {
    assertThatIOException()
        .isThrownBy(() -> new LivePrograms(Duration.ofMillis(200)).run(List.of("sleep", "1000")))
        .withMessageContaining("has not ended");
  }

  @Test
  @DisplayName("one that is not there is named")
  void absent() {
    assertThatIOException()
        .isThrownBy(() -> programs.run(List.of("no-such-program")))
        .withMessageContaining("no-such-program");
  }
}
