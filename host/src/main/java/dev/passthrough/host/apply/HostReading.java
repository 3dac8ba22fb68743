package dev.passthrough.host.apply;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.inventory.Underway;
import dev.passthrough.host.pci.PciAddress;
import java.util.Set;

/** How a host is read: {@link InventoryReader}, or in tests one that hangs as the kernel does. */
@FunctionalInterface
interface HostReading {

  /**
   * The machine below {@code root} as it is now.
   *
   * @param hanging devices whose lock somebody keeps: what waits for it stays unknown of them
   * @param mute devices whose configuration space somebody keeps as well
   * @param underway is told of each function
   */
  Snapshot read(
      HostRoot root, Depth depth, Set<PciAddress> hanging, Set<PciAddress> mute, Underway underway);

  static HostReading ofInventory() {
    return new InventoryReader()::read;
  }
}
