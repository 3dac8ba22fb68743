package dev.passthrough.metrics;

import dev.passthrough.agent.TurnObserver;
import dev.passthrough.api.PassthroughNodeStatus;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Whether the loop still goes round. Safe for many threads. */
public final class Pulse implements TurnObserver {

  /** A turn with many kernel writes that hang is over in some minutes. */
  static final Duration LONGEST = Duration.ofMinutes(10);

  private final LongSupplier nanoTime;
  private volatile long last;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  public Pulse(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.last = nanoTime.getAsLong();
  }

  /**
   * Whether a turn has ended, well or badly, or there was none to take, within {@link #LONGEST}.
   */
  public boolean beats() {
    return nanoTime.getAsLong() - last <= LONGEST.toNanos();
  }

  @Override
  public void calm() {
    last = nanoTime.getAsLong();
  }

  @Override
  public void ended(PassthroughNodeStatus status, Duration took) {
    last = nanoTime.getAsLong();
  }

  @Override
  public void failed() {
    last = nanoTime.getAsLong();
  }
}
