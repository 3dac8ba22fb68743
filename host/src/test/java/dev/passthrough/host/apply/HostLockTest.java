package dev.passthrough.host.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passthrough.host.testing.StandingProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Of two programs on one host")
class HostLockTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  @Timeout(60)
  @DisplayName("one that only tries to take it is never taken for one that waits")
  void triesAreNotWaits() throws Exception {
    try (var mine = HostLock.acquire(folder, Duration.ZERO);
        var other = StandingProcess.start(Tries.class, folder.toString())) {
      int questions = 0;
      int wanted = 0;
      while (!other.hasSpoken()) {
        questions++;
        wanted += mine.isWanted() ? 1 : 0;
      }
      other.awaitStandstill();
      assertThat(wanted).as("times wanted, of %d".formatted(questions)).isZero();
    }
  }

  @Test
  @Timeout(60)
  @DisplayName("one that waits is seen, gets it, and keeps it from the one that gave way")
  void givesWay() throws Exception {
    try (var other = StandingProcess.start(Waits.class, folder.toString())) {
      try (var mine = HostLock.acquire(folder, LONG)) {
        while (!mine.isWanted()) {
          Thread.onSpinWait();
        }
      }
      assertThatThrownBy(() -> HostLock.acquire(folder, Duration.ZERO))
          .isInstanceOf(HostTakenException.class);
      other.awaitStandstill();
      assertThatThrownBy(() -> HostLock.acquire(folder, Duration.ZERO))
          .isInstanceOf(HostTakenException.class);
    }
    try (var back = HostLock.acquire(folder, Duration.ZERO)) {
      assertThat(back.isWanted()).isFalse();
    }
  }

  @Test
  @DisplayName("one has it though a full disk has no room for its name")
  void fullDisk() throws Exception {
    Files.createSymbolicLink(folder.resolve("lock"), Path.of("/dev/full"));
    try (var mine = HostLock.acquire(folder, Duration.ZERO)) {
      assertThat(mine.isWanted()).isFalse();
    }
  }

  /** Tries to take the host, which another one has all the time. */
  static final class Tries {

    private static final int TIMES = 20_000;

    private Tries() {}

    public static void main(String[] folder) throws IOException, InterruptedException {
      for (int i = 0; i < TIMES; i++) {
        try (var _ = HostLock.acquire(Path.of(folder[0]), Duration.ZERO)) {
          throw new IllegalStateException("two have the host");
        } catch (HostTakenException expected) {
          // The other one has it.
        }
      }
      StandingProcess.standStill();
    }
  }

  /** Waits for the host, and has it then until it is killed. */
  static final class Waits {

    private Waits() {}

    public static void main(String[] folder) throws IOException, InterruptedException {
      try (var _ = HostLock.acquire(Path.of(folder[0]), LONG)) {
        StandingProcess.standStill();
      }
    }
  }
}
