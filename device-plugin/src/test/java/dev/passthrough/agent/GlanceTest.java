package dev.passthrough.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.testing.SysfsTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A change that the kernel does not tell of")
class GlanceTest {

  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sys/bus/pci/devices/0000:01:00.0",
        "sys/bus/pci/drivers/vfio-pci/0000:01:00.0",
        "sys/bus/mdev/devices/83b8f4f2-509f-382f-3c1e-e6bfe0fa1001",
        "dev/vfio/7",
        "dev/vfio/devices/vfio0"
      })
  @DisplayName("begins a turn, when something comes and when it goes")
  @Timeout(60)
  void comesAndGoes(String name) throws IOException {
    var tree = new SysfsTree(folder);
    var wake = new Wake();
    try (var _ = Glance.wake(tree.root(), () -> false, _ -> {}, wake)) {
      assertThat(wake.await(LONG)).as("the first turn, which is always due").isTrue();
      tree.file(name, "");
      assertThat(wake.await(LONG)).as("a turn after it came").isTrue();
      Files.delete(folder.resolve(name));
      assertThat(wake.await(LONG)).as("a turn after it went").isTrue();
    }
  }
}
