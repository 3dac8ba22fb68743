package dev.passthrough.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A deleted policy holds its fields for successors")
class SuccessionTest {

  private Instant now = Instant.parse("2026-01-05T10:00:00Z");
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final Succession succession = new Succession(clock);

  @Test
  @DisplayName("for a minute after the first whole pass, however long that takes")
  void firstPass() {
    now = now.plusSeconds(180);
    assertThat(succession.isOver("a")).isFalse();
    succession.passed("a", 5_000);
    now = now.plus(Succession.PATIENCE);
    assertThat(succession.isOver("a")).isFalse();
    now = now.plusSeconds(1);
    assertThat(succession.isOver("a")).isTrue();
    assertThat(succession.isOver("b")).isFalse();
  }

  @Test
  @DisplayName("and as long as somebody takes something over each minute")
  void takenOver() {
    succession.passed("a", 3);
    for (int held = 2; held > 0; held--) {
      now = now.plusSeconds(50);
      succession.passed("a", held);
      assertThat(succession.isOver("a")).isFalse();
    }
    now = now.plusSeconds(50);
    succession.passed("a", 2);
    now = now.plusSeconds(50);
    assertThat(succession.isOver("a")).isTrue();
  }

  @Test
  @DisplayName("but not again while they are given up")
  void over() {
    succession.passed("a", 3);
    now = now.plusSeconds(61);
    succession.passed("a", 1);
    assertThat(succession.isOver("a")).isTrue();
    succession.forget("a");
    assertThat(succession.isOver("a")).isFalse();
  }
}
