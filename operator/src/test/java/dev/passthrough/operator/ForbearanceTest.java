package dev.passthrough.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Broken watches")
class ForbearanceTest {

  private static final Duration LIMIT = Duration.ofMinutes(5);

  private Instant now = Instant.parse("2026-01-05T10:00:00Z");

  @Test
  @DisplayName("are borne for so long at a stretch; a moment in which all is well begins it anew")
  void atAStretch() {
    var forbearance = new Forbearance(LIMIT, new Ticking());
    assertThat(forbearance.bear(false)).isTrue();
    now = now.plus(LIMIT);
    assertThat(forbearance.bear(false)).isTrue();
    assertThat(forbearance.bear(true)).isTrue();
    now = now.plus(LIMIT);
    assertThat(forbearance.bear(false)).isTrue();
    now = now.plus(LIMIT).plusSeconds(1);
    assertThat(forbearance.bear(false)).isFalse();
    assertThat(forbearance.bear(true)).isTrue();
  }

  private final class Ticking extends Clock {

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
