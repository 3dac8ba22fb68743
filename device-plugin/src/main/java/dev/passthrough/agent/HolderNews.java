package dev.passthrough.agent;

import dev.passthrough.kubelet.HeldDevice;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Tells when other pods have devices than before, and apart, when only further ones have some.
 * Kubelet's PodResources has no watch, and nothing else tells that a pod has ended.
 */
final class HolderNews implements Closeable {

  static final Duration PAUSE = Duration.ofSeconds(5);

  private final Holders.Source source;
  private final Runnable taken;
  private final Runnable changed;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("holders").daemon().factory());

  /** By whoever asked last; empty where that got no answer. */
  private volatile Optional<Set<HeldDevice>> before = Optional.empty();

  private HolderNews(Holders.Source source, Runnable taken, Runnable changed) {
    this.source = source;
    this.taken = taken;
    this.changed = changed;
  }

  /**
   * Asks until closed, each time {@code pause} after the last answer.
   *
   * @param taken runs where all that was held still is, and more
   * @param changed runs otherwise
   */
  static HolderNews tell(Holders.Source source, Runnable taken, Runnable changed, Duration pause) {
    var news = new HolderNews(source, taken, changed);
    long nanos = pause.toNanos();
    var _ = news.thread.scheduleWithFixedDelay(news::ask, nanos, nanos, TimeUnit.NANOSECONDS);
    return news;
  }

  /**
   * Asks now. Who does so knows the answer; what is told from then on is what differs from it, be
   * it how it was before: a kubelet that has just started says for a moment that nobody has any.
   */
  List<HeldDevice> read() throws IOException {
    try {
      var held = source.read();
      before = Optional.of(Set.copyOf(held));
      return held;
    } catch (IOException unknown) {
      before = Optional.empty();
      throw unknown;
    }
  }

  private void ask() {
    var now = answer();
    if (!now.equals(before)) {
      var more = now.isPresent() && before.filter(now.orElseThrow()::containsAll).isPresent();
      before = now;
      (more ? taken : changed).run();
    }
  }

  /** That kubelet does not answer is the turn's to tell. */
  private Optional<Set<HeldDevice>> answer() {
    try {
      return Optional.of(Set.copyOf(source.read()));
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
