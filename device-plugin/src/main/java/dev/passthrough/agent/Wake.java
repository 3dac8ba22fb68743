package dev.passthrough.agent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Begins turns: now, after a while, or never again. Several calls before a turn make one turn. */
public final class Wake {

  /** How long nobody asks before that is told. */
  static final Duration CALM = Duration.ofSeconds(10);

  private final Duration calm;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long due = System.nanoTime();
  private boolean asked = true;
  private boolean stopped;

  /** Why a wait is over. */
  enum Reason {
    /** A turn is due. */
    ASKED,
    /** Nobody has asked for a turn. */
    CALM,
    STOPPED
  }

  public Wake() {
    this(CALM);
  }

  /**
   * @param calm how long nobody asks before that is told
   */
  Wake(Duration calm) {
    this.calm = calm;
  }

  /** Begins a turn as soon as the present one is over. */
  public void now() {
    after(Duration.ZERO);
  }

  /** Begins a turn after {@code delay} at the latest. */
  public void after(Duration delay) {
    lock.lock();
    try {
      long then = System.nanoTime() + delay.toNanos();
      due = asked ? earlier(due, then) : then;
      asked = true;
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

  /** Waits until the next turn is due, or none was for a while. */
  Reason await() {
    lock.lock();
    try {
      long end = System.nanoTime() + calm.toNanos();
      while (!stopped && left(end) > 0) {
        var _ = changed.await(left(end), TimeUnit.NANOSECONDS);
      }
      if (stopped) {
        return Reason.STOPPED;
      }
      if (!asked || due - System.nanoTime() > 0) {
        return Reason.CALM;
      }
      asked = false;
      return Reason.ASKED;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Reason.STOPPED;
    } finally {
      lock.unlock();
    }
  }

  private long left(long end) {
    return (asked ? earlier(due, end) : end) - System.nanoTime();
  }

  /** Nano times are compared by their difference, since they may overflow. */
  private static long earlier(long a, long b) {
    return a - b < 0 ? a : b;
  }
}
