package dev.passthrough.host.use;

import dev.passthrough.host.pci.PciAddress;
import java.util.Optional;
import java.util.Set;

/**
 * What functions give the machine to use, whether or not it does. A blind spot says nothing about a
 * function that has nothing of the kind.
 *
 * @param disks functions with a block device
 * @param routed functions whose interface carries a route to somewhere beyond its own link
 * @param nodes functions with a device node that a process could open, as {@code /sys/dev} lists
 *     them; empty where that cannot be read
 */
public record Exposed(
    Set<PciAddress> disks, Set<PciAddress> routed, Optional<Set<PciAddress>> nodes) {

  public Exposed {
    disks = Set.copyOf(disks);
    routed = Set.copyOf(routed);
    nodes = nodes.map(Set::copyOf);
  }

  static Exposed nothing() {
    return new Exposed(Set.of(), Set.of(), Optional.of(Set.of()));
  }

  /** Whether {@code function} may have a node. */
  public boolean mayHaveNodes(PciAddress function) {
    return nodes.map(it -> it.contains(function)).orElse(true);
  }
}
