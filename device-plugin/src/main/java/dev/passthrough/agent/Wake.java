package dev.passthrough.agent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Begins turns: now, after a while, or never again. Several calls before a turn make one turn. */
public final class Wake {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long due = System.nanoTime();
  private boolean stopped;

  /** Begins a turn as soon as the present one is over. */
  public void now() {
    after(Duration.ZERO);
  }

  /** Begins a turn after {@code delay} at the latest. */
  public void after(Duration delay) {
    lock.lock();
    try {
      due = earlier(due, System.nanoTime() + delay.toNanos());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the loop after the present turn. */
  public void stop() {
    lock.lock();
    try {
      stopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the next turn; the one after it is due in {@code pause}.
   *
   * @return false once stopped
   */
  boolean await(Duration pause) {
    lock.lock();
    try {
      while (!stopped && due - System.nanoTime() > 0) {
        var _ = changed.await(due - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
      due = System.nanoTime() + pause.toNanos();
      return !stopped;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Nano times are compared by their difference, since they may overflow. */
  private static long earlier(long a, long b) {
    return a - b < 0 ? a : b;
  }
}
