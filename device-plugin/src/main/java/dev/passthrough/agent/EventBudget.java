package dev.passthrough.agent;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How many events may be written: some at once, and one more each few seconds. For one thread. */
final class EventBudget {

  static final int AT_ONCE = 30;
  static final Duration REFILL = Duration.ofSeconds(5);

  private final Clock clock;
  private int left = AT_ONCE;
  private Instant counted;

  EventBudget(Clock clock) {
    this.clock = clock;
    this.counted = clock.instant();
  }

  /** Whether one more may be written now. */
  boolean allows() {
    long refills = Duration.between(counted, clock.instant()).dividedBy(REFILL);
    left = (int) Math.min(AT_ONCE, left + refills);
    counted = counted.plus(REFILL.multipliedBy(refills));
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }
}
