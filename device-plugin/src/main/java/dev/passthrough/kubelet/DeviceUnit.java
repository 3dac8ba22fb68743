package dev.passthrough.kubelet;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What kubelet hands out as one device: an asked function and what must go with it into the same
 * VM.
 *
 * @param id kubelet's name for it, unique in its resource; an address or UUID, so that people can
 *     read it in checkpoints
 * @param address the asked function, the one that the VM's variable lists
 * @param companions addresses of functions of the same unit, handed over by their group, never
 *     listed in the variable
 * @param driver the driver that each of the unit's PCI functions must have to be handed out; not
 *     looked at for a mediated device
 * @param numaNode the node's number where the kernel knows it; empty where sysfs says -1
 * @param rootPort the port or switch above it, where known: units of one port are near to each
 *     other
 * @param health as the agent last saw it
 */
public record DeviceUnit(
    String id,
    String address,
    List<String> companions,
    String driver,
    OptionalInt numaNode,
    Optional<String> rootPort,
    Health health) {

  /** The driver of a function that is passed through as a whole. */
  public static final String VFIO_PCI = "vfio-pci";

  public DeviceUnit {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a unit needs an id (address " + address + ")");
    }
    if (numaNode.isPresent() && numaNode.getAsInt() < 0) {
      throw new IllegalArgumentException(
          "NUMA node "
              + numaNode.getAsInt()
              + " of "
              + id
              + ": an unknown node is left out, not negative");
    }
    companions = List.copyOf(companions);
  }

  /** A healthy function on vfio-pci that goes alone and is named by its address. */
  public static DeviceUnit of(String address) {
    return new DeviceUnit(
        address,
        address,
        List.of(),
        VFIO_PCI,
        OptionalInt.empty(),
        Optional.empty(),
        Health.HEALTHY);
  }

  /** Whether the function at {@code function} goes with this unit. */
  boolean has(String function) {
    return address.equals(function) || companions.contains(function);
  }

  /** The same unit with its health by what is seen of it on {@code host}. */
  public DeviceUnit seenOn(LiveHost host, AddressKind kind) {
    return withHealth(Fault.of(kind, this, host).map(it -> it.health(this)).orElse(Health.HEALTHY));
  }

  /** The same unit with {@code companions}. */
  public DeviceUnit withCompanions(List<String> companions) {
    return new DeviceUnit(id, address, companions, driver, numaNode, rootPort, health);
  }

  /** The same unit on the NUMA node {@code node}, which is 0 or more. */
  public DeviceUnit onNumaNode(int node) {
    return new DeviceUnit(id, address, companions, driver, OptionalInt.of(node), rootPort, health);
  }

  /** The same unit with {@code health}. */
  public DeviceUnit withHealth(Health health) {
    return new DeviceUnit(id, address, companions, driver, numaNode, rootPort, health);
  }
}
