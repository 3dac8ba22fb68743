package dev.passthrough.operator;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on all objects together, done again and again by the replica that leads. A round that fails
 * is logged, once for each failure in other words, and the next one comes all the same.
 */
final class Rounds implements AutoCloseable {

  static final Duration PAUSE = Duration.ofSeconds(3);

  private static final Duration LAST_ROUND = Duration.ofSeconds(3);

  private static final Logger logger = LoggerFactory.getLogger(Rounds.class);

  private final String name;
  private final Runnable round;
  private final Consumer<String> failures;
  private final ScheduledExecutorService thread;
  private volatile boolean leads;
  private String lastFailure = "";

  /**
   * @param name what it is about, for the log
   * @param failures is told the name each time a round fails
   */
  Rounds(String name, Runnable round, Consumer<String> failures) {
    this.name = name;
    this.round = round;
    this.failures = failures;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(name).factory());
    var _ = thread.scheduleWithFixedDelay(this::go, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether this replica acts from now on. */
  void lead(boolean now) {
    leads = now;
  }

  private void go() {
    if (!leads) {
      return;
    }
    try {
      round.run();
      lastFailure = "";
    } catch (RuntimeException failed) {
      failures.accept(name);
      if (!failed.toString().equals(lastFailure)) {
        lastFailure = failed.toString();
        logger.warn("{}: this round failed; it is tried again and again", name, failed);
      }
    }
  }

  /** Nothing is under way any more when this returns, or has not ended in time. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(LAST_ROUND.toMillis(), TimeUnit.MILLISECONDS)) {
        logger.warn("{}: the last round goes on", name);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
