package dev.passthrough.host.plan;

import dev.passthrough.host.pci.PciAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What earlier entries of a plan have taken already. Of the room that parents have for mediated
 * devices it is an estimate: making one of a type can take room from other types, which only the
 * driver knows, and the kernel has the last word.
 */
final class Room {

  private record Key(PciAddress parent, String type) {}

  private final Map<Key, Integer> taken = new HashMap<>();
  private final Set<PciAddress> remade = new HashSet<>();

  /** Whether no entry before has the virtual functions of {@code card} made anew; then one has. */
  boolean remakes(PciAddress card) {
    return remade.add(card);
  }

  int left(PciAddress parent, String type, int available) {
    return available - taken.getOrDefault(new Key(parent, type), 0);
  }

  void take(PciAddress parent, String type) {
    taken.merge(new Key(parent, type), 1, Integer::sum);
  }
}
