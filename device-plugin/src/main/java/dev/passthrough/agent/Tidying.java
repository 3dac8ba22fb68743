package dev.passthrough.agent;

import dev.passthrough.api.PassthroughNodeStatus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Gives memory back that the start took, and later what whole looks left: this virtual machine
 * makes its heap larger before it collects what has become old, up to the limit, and an agent that
 * stays for months would hold all of it for a third that it uses.
 */
final class Tidying implements TurnObserver {

  /** When kubelet's first questions are over. */
  private static final Duration LATER = Duration.ofSeconds(10);

  /** What may be taken over what was kept: some whole looks at a large host. */
  private static final long GROWTH = 12L << 20;

  private final Runtime memory = Runtime.getRuntime();
  private volatile long kept = -1;

  @Override
  public void ended(PassthroughNodeStatus status, Duration took) {
    if (kept < 0) {
      kept = Long.MAX_VALUE - GROWTH; // until the first time
      CompletableFuture.delayedExecutor(LATER.toSeconds(), TimeUnit.SECONDS).execute(this::tidy);
    } else if (memory.totalMemory() > grown()) {
      tidy();
    }
  }

  @Override
  public void failed() {}

  private synchronized long grown() {
    return kept + GROWTH;
  }

  private synchronized void tidy() {
    System.gc();
    kept = memory.totalMemory();
  }
}
