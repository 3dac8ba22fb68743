package dev.passthrough.bench.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what others do, and times it. */
public final class Waiting {

  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(100);

  private Waiting() {}

  /**
   * Looks every 100 ms.
   *
   * @return how long it took
   * @throws IllegalStateException if it is not reached in half an hour
   */
  public static Duration until(String what, BooleanSupplier reached) {
    long begin = System.nanoTime();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new IllegalStateException(what + ": not reached");
      }
      LockSupport.parkNanos(LOOK);
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  public static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
