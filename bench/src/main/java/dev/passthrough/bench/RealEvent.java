package dev.passthrough.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Has the kernel of the machine that measures send an event of one of its own PCI functions, which
 * takes root ({@code Documentation/ABI/testing/sysfs-uevent}). Nothing happens to the function.
 *
 * @param address a function's that is on this machine
 */
record RealEvent(String address) {

  private static final Path DEVICES = Path.of("/sys/bus/pci/devices");

  /** For a function whose address is free in {@code tree}; empty where this machine has none. */
  static Optional<RealEvent> beside(Path tree) {
    var names = DEVICES.toFile().list();
    return Stream.of(names == null ? new String[0] : names)
        .filter(it -> Files.isWritable(DEVICES.resolve(it).resolve("uevent")))
        .filter(it -> !Files.exists(tree.resolve("sys/bus/pci/devices").resolve(it)))
        .max(Comparator.naturalOrder())
        .map(RealEvent::new);
  }

  void send() throws IOException {
    Files.writeString(DEVICES.resolve(address).resolve("uevent"), "change");
  }
}
