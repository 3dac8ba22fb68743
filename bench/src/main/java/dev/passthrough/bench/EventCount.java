package dev.passthrough.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel's count of its events, of which an agent on a synthetic host hears none. */
final class EventCount {

  private final Path file;
  private long count;

  EventCount(Path root) {
    file = root.resolve("sys/kernel/uevent_seqnum");
  }

  /** One more, once all that it tells of is done. */
  void sent() throws IOException {
    Files.writeString(file, ++count + "\n");
  }
}
