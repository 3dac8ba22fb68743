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
import java.util.List;
import java.util.Optional;

/**
 * One program at a time changes a host: a lock on a file, which the kernel lets go of when its
 * owner ends, however it ends. In a rolling update the next agent starts before the last one has
 * gone, so it waits for a while.
 *
 * <p>Whoever waits holds a second lock, so that the one who has the host can see it and give way.
 */
final class HostLock implements AutoCloseable {

  private static final String FILE = "lock";
  private static final String QUEUE = "lock.wanted";
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final FileChannel channel;

  private HostLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits at most {@code wait}.
   *
   * @throws HostTakenException if another one has it for that long; says which
   */
  static HostLock acquire(Path folder, Duration wait) throws IOException, InterruptedException {
    var path = folder.resolve(FILE);
    var end = Instant.now().plus(wait);
    var channel = channel(path);
    try (var queue = channel(folder.resolve(QUEUE))) {
      for (var lock : List.of(queue, channel)) {
        while (tryLock(lock).isEmpty()) {
          if (!Instant.now().isBefore(end)) {
            throw new HostTakenException(
                "another passthrough has had %s for the last %d s: %s; end that one, or try again when it is done"
                    .formatted(path, wait.toSeconds(), Files.readString(path).strip()));
          }
          Thread.sleep(PAUSE);
        }
      }
      var owner = "process %d since %s".formatted(ProcessHandle.current().pid(), Instant.now());
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((owner + "\n").getBytes(StandardCharsets.UTF_8)), 0);
      return new HostLock(channel);
    } catch (IOException | InterruptedException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Whether somebody waits for the host whose state is in {@code folder}. A look holds the queue
   * for a moment itself, which those who wait take for another one before them.
   */
  static boolean isWanted(Path folder) throws IOException {
    try (var queue = channel(folder.resolve(QUEUE))) {
      return tryLock(queue).isEmpty();
    }
  }

  private static FileChannel channel(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException ownedByThisProcess) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
