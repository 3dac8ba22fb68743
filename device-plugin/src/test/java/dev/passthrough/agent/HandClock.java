package dev.passthrough.agent;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * {@link System#nanoTime} that stands still until a test moves it on. It soon overflows, as that
 * one may.
 */
final class HandClock implements LongSupplier {

  private long now = Long.MAX_VALUE - 1;

  void pass(Duration time) {
    now += time.toNanos();
  }

  @Override
  public long getAsLong() {
    return now;
  }
}
