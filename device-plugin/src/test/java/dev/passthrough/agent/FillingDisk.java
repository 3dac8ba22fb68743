package dev.passthrough.agent;

import dev.passthrough.host.apply.Applier;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Takes a host whose journal is on a disk that a test can fill. */
final class FillingDisk implements LinuxHost.Opening {

  private final LinuxHost.Opening opening;
  private Optional<Applier> taken = Optional.empty();
  private boolean full;

  FillingDisk(LinuxHost.Opening opening) {
    this.opening = opening;
  }

  @Override
  public synchronized Applier open(Duration wait) throws IOException, InterruptedException {
    if (full) {
      throw new IOException("No space left on device");
    }
    var applier = opening.open(wait);
    taken = Optional.of(applier);
    return applier;
  }

  /** From now on nothing can be written, until it {@linkplain #empty has space}. */
  synchronized void fill() throws IOException {
    full = true;
    taken.orElseThrow().close();
  }

  synchronized void empty() {
    full = false;
  }
}
