package dev.passthrough.agent;

import dev.passthrough.api.PassthroughNodeStatus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gives back, once, what the start took: the agent stays for months and needs a third of the heap
 * that its first turns fill.
 */
final class Tidying implements TurnObserver {

  /** When kubelet's first questions are over. */
  private static final Duration LATER = Duration.ofSeconds(10);

  private final AtomicBoolean begun = new AtomicBoolean();

  @Override
  public void ended(PassthroughNodeStatus status, Duration took) {
    if (begun.compareAndSet(false, true)) {
      CompletableFuture.delayedExecutor(LATER.toSeconds(), TimeUnit.SECONDS).execute(System::gc);
    }
  }

  @Override
  public void failed() {}
}
