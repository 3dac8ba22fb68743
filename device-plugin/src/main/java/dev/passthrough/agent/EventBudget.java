package dev.passthrough.agent;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How many events may be written: some at once, and one more each few seconds. For one thread. */
final class EventBudget {

  static final int AT_ONCE = 30;
  static final Duration REFILL = Duration.ofSeconds(5);

  private final LongSupplier nanoTime;
  private int left = AT_ONCE;
  private long counted;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  EventBudget(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.counted = nanoTime.getAsLong();
  }

  /** Whether one more may be written now. */
  boolean allows() {
    long refills = (nanoTime.getAsLong() - counted) / REFILL.toNanos();
    left = (int) Math.min(AT_ONCE, left + refills);
    counted += refills * REFILL.toNanos();
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }
}
