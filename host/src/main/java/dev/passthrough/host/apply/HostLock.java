package dev.passthrough.host.apply;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One program at a time changes a host: a lock on a file, which the kernel lets go of when its
 * owner ends, however it ends. In a rolling update the next agent starts before the last one has
 * gone, so it waits for a while.
 *
 * <p>Whoever waits stands in a queue meanwhile, which is a second lock, so that the one who has the
 * host can see it and give way. Only who waits has that lock for itself: to look at the queue is to
 * share it, which nobody else who looks can take for waiting.
 */
final class HostLock implements AutoCloseable {

  private static final String FILE = "lock";
  private static final String QUEUE = "lock.wanted";
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final FileChannel host;
  private final FileChannel queue;

  private HostLock(Path folder) throws IOException {
    this.host = channel(folder.resolve(FILE));
    try {
      this.queue = channel(folder.resolve(QUEUE));
    } catch (IOException e) {
      host.close();
      throw e;
    }
  }

  /**
   * Waits at most {@code wait}. With none it does not stand in the queue either, and takes nothing
   * from those who do.
   *
   * @throws HostTakenException if another one has it, or waits for it, for that long; says which
   */
  static HostLock acquire(Path folder, Duration wait) throws IOException, InterruptedException {
    var lock = new HostLock(folder);
    try {
      if (!(wait.isZero() ? lock.take() : lock.standInQueue(System.nanoTime() + wait.toNanos()))) {
        var path = folder.resolve(FILE);
        throw new HostTakenException(
            "another passthrough has had %s for the last %d s: %s; end that one, or try again when it is done"
                .formatted(path, wait.toSeconds(), Files.readString(path).strip()));
      }
      lock.sayWhose();
      return lock;
    } catch (IOException | InterruptedException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** For whoever waits. It is no less taken where a full disk has no room for that. */
  private void sayWhose() {
    var owner = "process %d since %s".formatted(ProcessHandle.current().pid(), Instant.now());
    try {
      host.truncate(0);
      host.write(ByteBuffer.wrap((owner + "\n").getBytes(StandardCharsets.UTF_8)), 0);
    } catch (IOException noRoom) {
      // They are told of the lock, and not of the process.
    }
  }

  private boolean take() throws IOException {
    return !isWanted() && tryLock(host, false).isPresent();
  }

  /**
   * @param end by {@link System#nanoTime}
   */
  private boolean standInQueue(long end) throws IOException, InterruptedException {
    var place = await(queue, end);
    boolean taken = place.isPresent() && await(host, end).isPresent();
    if (place.isPresent()) {
      place.orElseThrow().release();
    }
    return taken;
  }

  private static Optional<FileLock> await(FileChannel channel, long end)
      throws IOException, InterruptedException {
    var lock = tryLock(channel, false);
    while (lock.isEmpty() && System.nanoTime() - end < 0) {
      Thread.sleep(PAUSE);
      lock = tryLock(channel, false);
    }
    return lock;
  }

  /** Whether somebody waits for the host. For one thread at a time. */
  boolean isWanted() throws IOException {
    var look = tryLock(queue, true);
    if (look.isPresent()) {
      look.orElseThrow().release();
    }
    return look.isEmpty();
  }

  private static FileChannel channel(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static Optional<FileLock> tryLock(FileChannel channel, boolean shared)
      throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock(0, Long.MAX_VALUE, shared));
    } catch (OverlappingFileLockException ownedByThisProcess) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    try (queue) {
      host.close();
    }
  }
}
