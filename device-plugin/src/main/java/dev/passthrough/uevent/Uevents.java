package dev.passthrough.uevent;

import java.io.IOException;
import java.lang.foreign.Arena;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to the kernel's device events. They arrive in a network namespace of the initial user
 * namespace, a pod's too; where they do not, none is ever heard, so a caller looks now and then
 * anyway.
 */
public final class Uevents implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Uevents.class);

  /** The kernel makes no message over 2 KiB of variables (UEVENT_BUFFER_SIZE) and a path. */
  private static final int MESSAGE_BYTES = 8 << 10;

  private static final int BUFFER_BYTES = 1 << 20;

  /** How long close() may take: a read in the C library can't be interrupted. */
  private static final long WAIT_SECONDS = 1;

  private final int fd;
  private final UeventListener listener;
  private final Thread thread;
  private volatile boolean closed;

  private Uevents(int fd, UeventListener listener) {
    this.fd = fd;
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name("uevents").unstarted(this::listen);
  }

  /**
   * Begins to listen.
   *
   * @throws IOException if the kernel refuses a socket for it
   */
  public static Uevents listen(UeventListener listener) throws IOException {
    var uevents = new Uevents(LibC.openUevents(BUFFER_BYTES, WAIT_SECONDS), listener);
    uevents.thread.start();
    return uevents;
  }

  private void listen() {
    try (var arena = Arena.ofConfined()) {
      var receiver = new LibC.Receiver(arena, fd, MESSAGE_BYTES);
      while (!closed) {
        int length = receiver.receive();
        if (length >= 0) {
          hear(receiver, length);
        } else if (length == -LibC.ENOBUFS) {
          listener.missed();
        } else if (length != -LibC.EAGAIN && length != -LibC.EINTR) {
          log.error("The kernel's device events can no longer be heard: errno {}", -length);
          listener.missed();
          return;
        }
      }
    } finally {
      LibC.close(fd);
    }
  }

  private void hear(LibC.Receiver receiver, int length) {
    if (!receiver.fromKernel()) {
      return;
    }
    try {
      Uevent.parse(receiver.message(length)).ifPresent(listener::happened);
    } catch (RuntimeException e) {
      log.error("A listener failed on a device event; listening goes on", e);
    }
  }

  /** Stops listening, within a second. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
