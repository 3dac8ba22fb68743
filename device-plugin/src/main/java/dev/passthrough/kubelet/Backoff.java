package dev.passthrough.kubelet;

import java.time.Duration;

/** Pauses that double from the first to the longest. */
final class Backoff {

  private final Duration first;
  private final Duration longest;
  private Duration next;

  Backoff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
    this.next = first;
  }

  /** The pause to make now. */
  Duration next() {
    var pause = next;
    var doubled = pause.multipliedBy(2);
    next = doubled.compareTo(longest) > 0 ? longest : doubled;
    return pause;
  }

  void reset() {
    next = first;
  }
}
