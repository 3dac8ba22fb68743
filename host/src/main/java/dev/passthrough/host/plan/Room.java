package dev.passthrough.host.plan;

import dev.passthrough.host.pci.PciAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * What a plan has given out so far of the room that parents have for mediated devices. Making one
 * of a type can take room from other types, which only the driver knows: an estimate, and the
 * kernel has the last word.
 */
final class Room {

  private record Key(PciAddress parent, String type) {}

  private final Map<Key, Integer> taken = new HashMap<>();

  int left(PciAddress parent, String type, int available) {
    return available - taken.getOrDefault(new Key(parent, type), 0);
  }

  void take(PciAddress parent, String type) {
    taken.merge(new Key(parent, type), 1, Integer::sum);
  }
}
