package dev.passthrough.agent;

import dev.passthrough.kubelet.HeldDevice;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Tells when other pods have devices than before. Kubelet's PodResources has no watch, and nothing
 * else tells that a pod has ended.
 */
final class HolderNews implements Closeable {

  static final Duration PAUSE = Duration.ofSeconds(5);

  private final Holders.Source source;
  private final Runnable changed;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("holders").daemon().factory());

  /** Empty while it is not known. */
  private Optional<Set<HeldDevice>> before = Optional.empty();

  private HolderNews(Holders.Source source, Runnable changed) {
    this.source = source;
    this.changed = changed;
  }

  /** Asks until closed, each time {@code pause} after the last answer. */
  static Closeable tell(Holders.Source source, Runnable changed, Duration pause) {
    var news = new HolderNews(source, changed);
    long nanos = pause.toNanos();
    var _ = news.thread.scheduleWithFixedDelay(news::ask, nanos, nanos, TimeUnit.NANOSECONDS);
    return news;
  }

  private void ask() {
    var now = answer();
    if (!now.equals(before)) {
      before = now;
      changed.run();
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
