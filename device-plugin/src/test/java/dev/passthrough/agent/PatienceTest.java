package dev.passthrough.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PatienceTest {

  private static final String PLAN = "a";

  private final HandClock clock = new HandClock();
  private final Patience patience = new Patience(clock);

  @Test
  @DisplayName("a plan that fails again waits twice as long, up to the longest pause")
  void doubles() {
    var expected = Patience.SHORTEST;
    for (int attempt = 0; attempt < 10; attempt++) {
      assertThat(patience.allows(PLAN)).isTrue();
      patience.tried(PLAN, List.of("EBUSY"));
      clock.pass(expected.minusMillis(1));
      assertThat(patience.allows(PLAN)).as("attempt %d, a moment early", attempt).isFalse();
      assertThat(patience.failures()).containsExactly("EBUSY");
      clock.pass(Duration.ofMillis(1));
      var doubled = expected.multipliedBy(2);
      expected = doubled.compareTo(Patience.LONGEST) < 0 ? doubled : Patience.LONGEST;
    }
    assertThat(expected).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  @DisplayName("another plan is tried at once, and a success forgets the failures")
  void forgets() {
    patience.tried(PLAN, List.of("EBUSY"));
    assertThat(patience.allows("b")).isTrue();
    patience.tried(PLAN, List.of());
    assertThat(patience.allows(PLAN)).isTrue();
    assertThat(patience.failures()).isEmpty();
  }
}
