package dev.passthrough.host.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A device in a tree that keeps whoever reads its {@code driver_override} waiting, as one in the
 * kernel does whose lock somebody has: a pipe that nobody writes to.
 */
public final class SilentDevice {

  private SilentDevice() {}

  /** Makes the device {@code address} below {@code root} one. */
  public static void at(Path root, String address) throws IOException, InterruptedException {
    at(root, address, "driver_override");
  }

  /** The same, where another file than {@code driver_override} is the one that takes the lock. */
  public static void at(Path root, String address, String name)
      throws IOException, InterruptedException {
    var file = root.resolve("sys/bus/pci/devices").resolve(address).resolve(name);
    Files.delete(file);
    int code = new ProcessBuilder("mkfifo", file.toString()).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException("mkfifo " + file + " ended with " + code);
    }
  }
}
