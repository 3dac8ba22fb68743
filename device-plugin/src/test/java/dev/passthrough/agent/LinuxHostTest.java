package dev.passthrough.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.Applier;
import dev.passthrough.host.apply.Deadlines;
import dev.passthrough.host.testing.LabHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A host that two programs want")
class LinuxHostTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  @DisplayName(
      "is had for a turn at least, goes to the one that waits, and comes back when it ends")
  @Timeout(60)
  void takesTurns() throws Exception {
    var lab = new LabHost(folder);
    var deadlines = new Deadlines(Duration.ofSeconds(10), Duration.ofMillis(100));
    LinuxHost.Opening opening =
        wait -> Applier.open(HostRoot.at(folder), lab.kernel(), deadlines, wait);
    try (var host = LinuxHost.take(HostRoot.at(folder), opening, Duration.ZERO);
        var threads = Executors.newSingleThreadExecutor()) {
      var waits = threads.submit(() -> opening.open(PATIENCE));
      await().until(host::isWanted);
      assertThat(host.ours()).as("the first turn").isTrue();
      assertThat(host.ours()).as("the second, while another one waits").isFalse();
      try (var _ = waits.get()) {
        assertThat(host.isWanted()).as("wanted of one that does not have it").isFalse();
        assertThat(host.ours()).as("a turn while the other one has it").isFalse();
      }
      assertThat(host.ours()).as("a turn when that one has ended").isTrue();
    }
  }
}
