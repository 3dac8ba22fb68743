package dev.passthrough.agent;

import dev.passthrough.api.PassthroughNodeStatus;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens what kubelet's first list does not need and takes long to open, once a turn has ended. For
 * the loop's thread.
 */
final class Afterwards implements TurnObserver, Closeable {

  /** When kubelet's first questions are over. */
  static final Duration LATER = Duration.ofSeconds(2);

  private static final Logger logger = LoggerFactory.getLogger(Afterwards.class);

  private final Supplier<Closeable> opening;
  private final Duration later;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("afterwards").daemon().factory());
  private boolean begun;
  private volatile Optional<Closeable> opened = Optional.empty();

  /**
   * @param later how long after the end of the first turn
   */
  Afterwards(Supplier<Closeable> opening, Duration later) {
    this.opening = opening;
    this.later = later;
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void ended(PassthroughNodeStatus status, Duration took) {
    begin();
  }

  @Override
  public void failed() {
    begin();
  }

  private void begin() {
    if (!begun) {
      begun = true;
      var _ = thread.schedule(this::open, later.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void open() {
    try {
      opened = Optional.of(opening.get());
    } catch (RuntimeException | LinkageError broken) {
      logger.error("Changes among devices are seen later than they could be", broken);
    }
  }

  /** Closes what was opened; what was not never will be. */
  @Override
  public void close() throws IOException {
    thread.shutdown();
    try {
      var _ = thread.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (opened.isPresent()) {
      opened.orElseThrow().close();
    }
  }
}
