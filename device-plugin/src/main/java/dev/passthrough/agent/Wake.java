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
  private final Due look = new Due();
  private final Due tell = new Due();
  private boolean stopped;

  /** Why a wait is over. */
  enum Reason {
    /** A turn is due, in which the host is looked at. */
    LOOK,
    /** A turn is due for what has changed beside the host. */
    TELL,
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
    look.by(System.nanoTime());
  }

  /** Begins a turn as soon as the present one is over. */
  public void now() {
    after(Duration.ZERO);
  }

  /** Begins a turn after {@code delay} at the latest. */
  public void after(Duration delay) {
    begin(look, delay);
  }

  /**
   * Begins a turn after {@code delay} at the latest; nothing has changed on the host itself since
   * it was looked at.
   */
  public void tell(Duration delay) {
    begin(tell, delay);
  }

  private void begin(Due turn, Duration delay) {
    lock.lock();
    try {
      turn.by(System.nanoTime() + delay.toNanos());
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
      long begin = System.nanoTime();
      for (long now = begin; ; now = System.nanoTime()) {
        if (stopped) {
          return Reason.STOPPED;
        }
        boolean telling = tell.over(now);
        if (look.over(now)) {
          return Reason.LOOK; // which tells, too
        }
        if (telling) {
          return Reason.TELL;
        }
        long left = calm.toNanos() - (now - begin);
        if (left <= 0) {
          return Reason.CALM;
        }
        var _ = changed.await(tell.left(now, look.left(now, left)), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Reason.STOPPED;
    } finally {
      lock.unlock();
    }
  }

  /** A moment in nano times, which are compared by their difference, since they may overflow. */
  private static final class Due {

    private boolean set;
    private long at;

    void by(long then) {
      at = set && at - then < 0 ? at : then;
      set = true;
    }

    /** How long until then; {@code most} where that is sooner, or it is not due at all. */
    long left(long now, long most) {
      return set ? Math.min(at - now, most) : most;
    }

    /** Whether it was due by now; then it is so no longer. */
    boolean over(long now) {
      boolean due = set && at - now <= 0;
      set &= !due;
      return due;
    }
  }
}
