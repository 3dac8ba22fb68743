package dev.passthrough.kubelet;

import java.time.Duration;

/**
 * A task that is tried again after a pause that doubles each time. Used on the plugin's own thread
 * only.
 */
final class Retry {

  private final Surroundings around;
  private final Runnable task;
  private final Backoff backoff;
  private boolean due;
  private int latest;
  private long calmSince = System.nanoTime();

  Retry(Surroundings around, Runnable task) {
    this.around = around;
    this.task = task;
    this.backoff = new Backoff(around.timing().firstRetry(), around.timing().lastRetry());
  }

  /** Plans the task after the next pause; replaces an earlier plan. */
  void later() {
    after(backoff.next());
  }

  /** Plans the task after {@code pause}; replaces an earlier plan. */
  void after(Duration pause) {
    due = true;
    int mine = ++latest;
    around.runAfter(
        pause,
        () -> {
          if (due && mine == latest) {
            due = false;
            task.run();
          }
        });
  }

  /** Whether the task is planned. */
  boolean due() {
    return due;
  }

  void cancel() {
    due = false;
  }

  /** The next pause is the first again. */
  void reset() {
    backoff.reset();
  }

  /** All is well from now on. */
  void calm() {
    calmSince = System.nanoTime();
  }

  /** It was until now: after a while longer than the longest pause, that is a new beginning. */
  void disturbed() {
    if (System.nanoTime() - calmSince > around.timing().lastRetry().toNanos()) {
      reset();
    }
  }
}
