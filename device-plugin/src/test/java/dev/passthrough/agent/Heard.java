package dev.passthrough.agent;

import dev.passthrough.api.PassthroughNodeStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts plans, turns and rounds without one, and keeps how carrying plans out ended.
 *
 * @param outcomes whether each failed
 */
record Heard(AtomicInteger plans, AtomicInteger turns, AtomicInteger rests, List<Boolean> outcomes)
    implements TurnObserver {

  static Heard nothingYet() {
    return new Heard(
        new AtomicInteger(),
        new AtomicInteger(),
        new AtomicInteger(),
        new CopyOnWriteArrayList<>());
  }

  @Override
  public void planned(Duration took) {
    plans.incrementAndGet();
  }

  @Override
  public void calm() {
    rests.incrementAndGet();
  }

  @Override
  public void applied(Duration took, boolean failed) {
    outcomes.add(failed);
  }

  @Override
  public void ended(PassthroughNodeStatus status, Duration took) {
    turns.incrementAndGet();
  }

  @Override
  public void failed() {
    // Seen in the object.
  }
}
