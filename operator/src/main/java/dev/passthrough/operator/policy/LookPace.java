package dev.passthrough.operator.policy;

import io.javaoperatorsdk.operator.processing.event.rate.RateLimiter;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimiter.RateLimitState;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * How often a policy is looked at. Each look is at all nodes, and any change among thousands is a
 * reason for every policy to look: what changes meanwhile is looked at together, once a second, and
 * more seldom where the looks of all policies would take more than about half of a processor. Safe
 * for many threads.
 */
public final class LookPace implements RateLimiter<LookPace.Next> {

  static final Duration LEAST = Duration.ofSeconds(1);
  static final Duration MOST = Duration.ofSeconds(10);

  /**
   * What is timed is taken for a third of a look: an estimate, of what goes before its writes and
   * for the rollouts. Half of a processor is for all of it.
   */
  private static final int TIMES = 6;

  private final IntSupplier policies;
  private final LongSupplier nanos;
  private volatile Duration took = Duration.ZERO;

  /** When one policy may be looked at next. */
  static final class Next implements RateLimitState {
    private Optional<Long> nanos = Optional.empty();
  }

  /**
   * @param policies how many there are
   * @param nanos the time, as {@link System#nanoTime}
   */
  public LookPace(IntSupplier policies, LongSupplier nanos) {
    this.policies = policies;
    this.nanos = nanos;
  }

  /** What a look has taken to see how the nodes stand. */
  void took(Duration time) {
    took = time;
  }

  @Override
  public Next initState() {
    return new Next();
  }

  @Override
  public Optional<Duration> isLimited(RateLimitState state) {
    if (!(state instanceof Next next)) {
      throw new IllegalArgumentException("Not one of ours: " + state);
    }
    synchronized (next) {
      long now = nanos.getAsLong();
      var rest = next.nanos.map(it -> Duration.ofNanos(it - now)).filter(Duration::isPositive);
      if (rest.isEmpty()) {
        next.nanos = Optional.of(now + pause().toNanos());
      }
      return rest;
    }
  }

  private Duration pause() {
    var fair = took.multipliedBy((long) TIMES * policies.getAsInt());
    if (fair.compareTo(LEAST) < 0) {
      return LEAST;
    }
    return fair.compareTo(MOST) < 0 ? fair : MOST;
  }
}
