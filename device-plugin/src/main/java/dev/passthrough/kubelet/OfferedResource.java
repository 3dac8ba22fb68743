package dev.passthrough.kubelet;

import java.util.HashSet;
import java.util.List;

/**
 * An extended resource of this node and all of its units, the unhealthy ones too.
 *
 * @param resourceName what pods ask for, {@code intel.com/igb-vf}
 * @param units in the order in which kubelet gets them; ids differ from each other
 * @param cdi whether a container runtime is told their names too
 */
public record OfferedResource(
    String resourceName,
    AddressKind kind,
    Preference preference,
    List<DeviceUnit> units,
    boolean cdi) {

  /**
   * @throws IllegalArgumentException if two units have one id, or an address is not spelled as
   *     {@code kind} is
   */
  public OfferedResource {
    units = List.copyOf(units);
    var ids = new HashSet<String>();
    for (var unit : units) {
      if (!ids.add(unit.id())) {
        throw new IllegalArgumentException(
            resourceName + " has two units with the id " + unit.id());
      }
      requireSpelled(kind, unit.address());
      unit.companions().forEach(companion -> requireSpelled(AddressKind.PCI, companion));
    }
  }

  /** One without names for a container runtime. */
  public OfferedResource(
      String resourceName, AddressKind kind, Preference preference, List<DeviceUnit> units) {
    this(resourceName, kind, preference, units, false);
  }

  /** PCI functions, spread over root ports. */
  public static OfferedResource pci(String resourceName, List<DeviceUnit> units) {
    return new OfferedResource(resourceName, AddressKind.PCI, Preference.SPREAD, units);
  }

  /** The same resource, with names for a container runtime where {@code asked}. */
  public OfferedResource withCdi(boolean asked) {
    return new OfferedResource(resourceName, kind, preference, units, asked);
  }

  /** The same resource with other units. */
  public OfferedResource withUnits(List<DeviceUnit> other) {
    return new OfferedResource(resourceName, kind, preference, other, cdi);
  }

  /** How many of the units are healthy. */
  int healthy() {
    int healthy = 0;
    for (var unit : units) {
      if (unit.health() instanceof Health.Healthy) {
        healthy++;
      }
    }
    return healthy;
  }

  private static void requireSpelled(AddressKind kind, String address) {
    if (!kind.spells(address)) {
      throw new IllegalArgumentException(
          "'" + address + "' is not spelled as the kernel spells an address of kind " + kind);
    }
  }
}
