package dev.passthrough.agent;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Who had devices before kubelet's present run, and is not named by it yet: a kubelet that has just
 * started does not know its pods for a moment and says that nobody has any. Not for several
 * threads.
 */
final class LastHolders {

  /** How long one run of kubelet has to answer until whom it never named has nothing. */
  static final Duration SETTLING = Duration.ofSeconds(60);

  private final LongSupplier nanoTime;
  private Optional<Map<String, String>> named = Optional.empty();
  private final Map<String, String> unnamed = new TreeMap<>();
  private Optional<String> run = Optional.empty();
  private long since;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  LastHolders(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Takes over what was known before this program's first question, by device; later it has no
   * effect.
   */
  void inherit(Map<String, String> earlier) {
    if (named.isEmpty()) {
      named = Optional.of(Map.copyOf(earlier));
    }
  }

  /**
   * @param by the run of kubelet that has answered
   * @param holders whom it names, by device
   */
  void answered(String by, Map<String, String> holders) {
    long now = nanoTime.getAsLong();
    if (!run.equals(Optional.of(by))) {
      run = Optional.of(by);
      since = now;
      unnamed.putAll(named());
    }
    unnamed.keySet().removeAll(holders.keySet());
    if (now - since >= SETTLING.toNanos()) {
      unnamed.clear();
    }
    named = Optional.of(Map.copyOf(holders));
  }

  /**
   * Kubelet was started meanwhile: it may have been the earlier one that answered.
   *
   * @param holders whom it named, by device
   */
  void answeredInBetween(Map<String, String> holders) {
    unnamed.putAll(holders);
    unanswered();
  }

  /** Kubelet did not answer: it may be another one that does so next. */
  void unanswered() {
    run = Optional.empty();
  }

  /** Whom kubelet named last, by device. */
  Map<String, String> named() {
    return named.orElse(Map.of());
  }

  /** Whoever may have a device, by device: those that are named, and those that are not yet. */
  Map<String, String> all() {
    var all = new TreeMap<>(unnamed);
    all.putAll(named());
    return Map.copyOf(all);
  }
}
