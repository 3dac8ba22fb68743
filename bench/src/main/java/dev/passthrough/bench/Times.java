package dev.passthrough.bench;

import java.time.Duration;
import java.util.Arrays;

/** Durations of the same thing done again and again. */
final class Times {

  private final long[] sorted;

  /**
   * @throws IllegalArgumentException if there is none
   */
  Times(long[] nanos) {
    if (nanos.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
    sorted = nanos.clone();
    Arrays.sort(sorted);
  }

  /** The smallest that at least {@code percent} of all are not above. */
  Duration percentile(int percent) {
    int rank = (int) Math.ceil(sorted.length * percent / 100.0);
    return Duration.ofNanos(sorted[Math.max(0, rank - 1)]);
  }

  Duration median() {
    return percentile(50);
  }

  Duration worst() {
    return percentile(100);
  }

  static String millis(Duration time) {
    double millis = time.toNanos() / 1e6;
    return (millis < 10 ? "%.1f ms" : "%.0f ms").formatted(millis);
  }

  static String micros(Duration time) {
    return "%.0f µs".formatted(time.toNanos() / 1e3);
  }
}
