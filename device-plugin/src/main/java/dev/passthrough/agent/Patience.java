package dev.passthrough.agent;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Spares a host that a failing plan is tried and taken back again and again: the same plan waits
 * twice as long after each failure. Another plan is tried at once.
 */
final class Patience {

  static final Duration SHORTEST = Duration.ofSeconds(10);
  static final Duration LONGEST = Duration.ofMinutes(5);

  private final LongSupplier nanoTime;
  private String hash = "";
  private List<String> failures = List.of();
  private Duration pause = SHORTEST;
  private long next;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  Patience(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether the plan with this hash may be tried now. */
  boolean allows(String planned) {
    return !planned.equals(hash) || nanoTime.getAsLong() - next >= 0;
  }

  /** What was said when the plan that must wait failed. */
  List<String> failures() {
    return failures;
  }

  /** Notes how an attempt went. */
  void tried(String planned, List<String> said) {
    if (said.isEmpty()) {
      hash = "";
      failures = List.of();
      return;
    }
    pause = planned.equals(hash) ? shorter(pause.multipliedBy(2), LONGEST) : SHORTEST;
    hash = planned;
    failures = List.copyOf(said);
    next = nanoTime.getAsLong() + pause.toNanos();
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
