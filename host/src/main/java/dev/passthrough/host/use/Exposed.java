package dev.passthrough.host.use;

import dev.passthrough.host.pci.PciAddress;
import java.util.Optional;
import java.util.Set;

/**
 * What functions give the machine to use, whether or not it does. A blind spot says nothing about a
 * function that has nothing of the kind.
 *
 * @param disks functions with a block device
 * @param nodes functions with a device node that a process could open, as {@code /sys/dev} lists
 *     them; empty where that cannot be read
 */
public record Exposed(Set<PciAddress> disks, Optional<Set<PciAddress>> nodes) {

  public Exposed {
    disks = Set.copyOf(disks);
    nodes = nodes.map(Set::copyOf);
  }

  static Exposed nothing() {
    return new Exposed(Set.of(), Optional.of(Set.of()));
  }

  /** Whether {@code function} may have a node. */
  public boolean mayHaveNodes(PciAddress function) {
    return nodes.map(it -> it.contains(function)).orElse(true);
  }
}
