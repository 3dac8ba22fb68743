package dev.passthrough.operator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Bears with what is not well, for so long at a stretch. */
final class Forbearance {

  private final Duration limit;
  private final Clock clock;
  private Optional<Instant> unwellSince = Optional.empty();

  Forbearance(Duration limit, Clock clock) {
    this.limit = limit;
    this.clock = clock;
  }

  /** Whether it can be borne, now that it is {@code well} or not. */
  synchronized boolean bear(boolean well) {
    var now = clock.instant();
    unwellSince = well ? Optional.empty() : unwellSince.or(() -> Optional.of(now));
    return unwellSince.filter(it -> now.isAfter(it.plus(limit))).isEmpty();
  }
}
