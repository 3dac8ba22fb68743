package dev.passthrough.host.use;

import dev.passthrough.host.pci.PciAddress;
import java.util.Optional;
import java.util.Set;

/**
 * An interface of the host's network.
 *
 * @param master the bond, bridge or other interface it belongs to
 * @param kind {@code bond}, {@code bridge}, or {@code interface}
 * @param below interfaces it is built on (links {@code lower_…})
 * @param functions it hangs on
 */
record NetworkInterface(
    String name,
    Optional<String> master,
    String kind,
    Set<String> below,
    Set<PciAddress> functions) {

  NetworkInterface {
    below = Set.copyOf(below);
    functions = Set.copyOf(functions);
  }
}
