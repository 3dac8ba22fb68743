package dev.passthrough.metrics;

import dev.passthrough.agent.TurnObserver;
import dev.passthrough.api.PassthroughNodeStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Whether the loop still goes round. Safe for many threads. */
public final class Pulse implements TurnObserver {

  /** A turn with many kernel writes that hang is over in some minutes. */
  static final Duration LONGEST = Duration.ofMinutes(10);

  private final Clock clock;
  private volatile Instant last;

  public Pulse(Clock clock) {
    this.clock = clock;
    this.last = clock.instant();
  }

  /**
   * Whether a turn has ended, well or badly, or there was none to take, within {@link #LONGEST}.
   */
  public boolean beats() {
    return Duration.between(last, clock.instant()).compareTo(LONGEST) <= 0;
  }

  @Override
  public void calm() {
    last = clock.instant();
  }

  @Override
  public void ended(PassthroughNodeStatus status, Duration took) {
    last = clock.instant();
  }

  @Override
  public void failed() {
    last = clock.instant();
  }
}
