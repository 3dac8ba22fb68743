package dev.passthrough.host.use;

import dev.passthrough.host.pci.PciAddress;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which PCI functions a device of {@code /sys} hangs on, by its real path: {@code
 * devices/pci0000:00/0000:00:1f.2/ata1/…}.
 */
final class Functions {

  private Functions() {}

  /**
   * All functions above it, the nearest last: a disk behind a VMD controller hangs on both. Bridges
   * are among them and do no harm, as nobody passes one.
   */
  static Set<PciAddress> above(Path real) {
    var functions = new LinkedHashSet<PciAddress>();
    for (var name : real) {
      PciAddress.parse(name.toString()).ifPresent(functions::add);
    }
    return functions;
  }

  /** The nearest only. */
  static Set<PciAddress> nearest(Path real) {
    var all = above(real);
    return all.isEmpty() ? all : Set.of(new LinkedHashSet<>(all).reversed().getFirst());
  }
}
