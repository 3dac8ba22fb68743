package dev.passthrough.operator.policy;

import dev.passthrough.api.Condition;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.PassthroughPolicyStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How often a policy's status is written: at once where a condition changes, and now and then while
 * only numbers and names do, which they may for minutes when thousands of nodes come on.
 */
final class StatusPace {

  static final Duration BETWEEN_NUMBERS = Duration.ofSeconds(5);

  private final Map<String, Instant> written = new ConcurrentHashMap<>();
  private final Clock clock;

  StatusPace(Clock clock) {
    this.clock = clock;
  }

  /** How long {@code next} is to wait; empty if it is written now, which is noted. */
  Optional<Duration> pause(PassthroughPolicy policy, PassthroughPolicyStatus next) {
    var name = policy.getMetadata().getName();
    var now = clock.instant();
    var due = written.getOrDefault(name, Instant.MIN);
    if (due.isAfter(now) && essence(next).equals(essence(policy.getStatus()))) {
      return Optional.of(Duration.between(now, due));
    }
    written.put(name, now.plus(BETWEEN_NUMBERS));
    return Optional.empty();
  }

  void forget(String policy) {
    written.remove(policy);
  }

  private static List<List<Object>> essence(@Nullable PassthroughPolicyStatus status) {
    return status == null
        ? List.of()
        : status.conditions().stream().map(StatusPace::essence).toList();
  }

  private static List<Object> essence(Condition it) {
    return List.of(it.type(), it.status(), it.reason(), String.valueOf(it.observedGeneration()));
  }
}
