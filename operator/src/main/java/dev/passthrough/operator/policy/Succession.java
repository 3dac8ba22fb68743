package dev.passthrough.operator.policy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long a deleted policy holds its fields for successors: until none has taken one over for a
 * minute. That begins with the end of the first pass over all nodes, because before, and while this
 * process was away, nobody had the time; and anew whenever fewer objects are held.
 */
final class Succession {

  static final Duration PATIENCE = Duration.ofMinutes(1);

  /**
   * @param held in how many objects the policy had something
   * @param since when it was no more than that
   */
  private record Seen(long held, Instant since) {}

  private final Clock clock;

  /** By the uid of the policy. */
  private final Map<String, Seen> passes = new ConcurrentHashMap<>();

  Succession(Clock clock) {
    this.clock = clock;
  }

  /** Whether a policy need not hold anything any more. */
  boolean isOver(String uid) {
    return Optional.ofNullable(passes.get(uid)).filter(this::isOver).isPresent();
  }

  private boolean isOver(Seen it) {
    return clock.instant().isAfter(it.since().plus(PATIENCE));
  }

  /** A whole pass has ended, after which a policy holds something in so many objects. */
  void passed(String uid, long held) {
    passes.merge(
        uid,
        new Seen(held, clock.instant()),
        (before, now) -> isOver(before) || now.held() >= before.held() ? before : now);
  }

  void forget(String uid) {
    passes.remove(uid);
  }
}
