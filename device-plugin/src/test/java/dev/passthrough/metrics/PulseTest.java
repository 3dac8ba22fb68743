package dev.passthrough.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A loop")
class PulseTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
  private final Pulse pulse = new Pulse(nanos::get);

  @Test
  @DisplayName("is alive for ten minutes after each round, with or without a turn, or a failed one")
  void rounds() {
    longest();
    pulse.calm();
    longest();
    pulse.failed();
    longest();
    nanos.incrementAndGet();
    assertThat(pulse.beats()).isFalse();
    pulse.calm();
    assertThat(pulse.beats()).isTrue();
  }

  private void longest() {
    nanos.addAndGet(Pulse.LONGEST.toNanos());
    assertThat(pulse.beats()).isTrue();
  }
}
