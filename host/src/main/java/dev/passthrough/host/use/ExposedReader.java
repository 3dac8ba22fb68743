package dev.passthrough.host.use;

import dev.passthrough.host.HostFolder;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.pci.PciAddress;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads which functions have something to use. */
final class ExposedReader {

  private ExposedReader() {}

  static Exposed read(HostRoot root, Collection<Block> blocks, Set<PciAddress> routed) {
    var disks = new LinkedHashSet<PciAddress>();
    blocks.forEach(it -> disks.addAll(it.controllers()));
    return new Exposed(disks, routed, nodes(root));
  }

  /**
   * {@code /sys/dev/{char,block}} has a link for each node that the kernel knows
   * (Documentation/ABI/stable/sysfs-dev, sysfs-devices).
   */
  private static Optional<Set<PciAddress>> nodes(HostRoot root) {
    var dev = root.folder("sys/dev");
    if (dev.path().isEmpty()) {
      return Optional.empty();
    }
    var functions = new LinkedHashSet<PciAddress>();
    for (var kind : List.of("char", "block")) {
      HostFolder links = dev.folder(kind);
      for (var name : links.names()) {
        links.folder(name).path().map(Functions::above).ifPresent(functions::addAll);
      }
    }
    return Optional.of(functions);
  }
}
