package dev.passthrough.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A policy is looked at")
class LookPaceTest {

  private int policies = 1;
  private long now = -5; // as System.nanoTime, which may be less than nothing
  private final LookPace pace = new LookPace(() -> policies, () -> now);

  @ParameterizedTest(name = "{0} policies, {1} ms: {2} ms")
  @CsvSource({"1, 0, 1000", "20, 1, 1000", "1, 500, 3000", "20, 50, 6000", "20, 400, 10000"})
  @DisplayName(
      "once a second, and more seldom where all of them would take more than half of a processor")
  void pause(int policies, int millis, int pause) {
    this.policies = policies;
    pace.took(Duration.ofMillis(millis));
    var next = pace.initState();
    assertThat(pace.isLimited(next)).isEmpty();
    assertThat(pace.isLimited(next)).contains(Duration.ofMillis(pause));
    now += Duration.ofMillis(pause).toNanos() - 1;
    assertThat(pace.isLimited(next)).contains(Duration.ofNanos(1));
    now++;
    assertThat(pace.isLimited(next)).isEmpty();
  }

  @Test
  @DisplayName("at its own time, whenever the others are")
  void each() {
    assertThat(pace.isLimited(pace.initState())).isEmpty();
    assertThat(pace.isLimited(pace.initState())).isEmpty();
  }
}
