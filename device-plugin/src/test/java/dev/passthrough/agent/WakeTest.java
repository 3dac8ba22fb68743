package dev.passthrough.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WakeTest {

  private static final Duration LONG = Duration.ofDays(1);

  private final Wake wake = new Wake();

  @Test
  @DisplayName("the first turn begins at once, and several calls before the next make one turn")
  void callsCollapse() {
    assertThat(wake.await(LONG)).isTrue();
    wake.now();
    wake.after(Duration.ofMillis(1));
    assertThat(wake.await(LONG)).isTrue();
    wake.after(Duration.ofMillis(1));
    assertThat(wake.await(LONG)).isTrue();
  }

  @Test
  @DisplayName("a later call does not put off a turn that is due earlier")
  void earliestCounts() {
    assertThat(wake.await(LONG)).isTrue();
    wake.after(Duration.ofMillis(1));
    wake.after(LONG);
    assertThat(wake.await(LONG)).isTrue();
  }

  @Test
  @DisplayName("stop ends a wait from another thread, and every later one")
  void stops() {
    assertThat(wake.await(LONG)).isTrue();
    Thread.ofVirtual().start(wake::stop);
    assertThat(wake.await(LONG)).isFalse();
    assertThat(wake.await(LONG)).isFalse();
  }
}
