package dev.passthrough.host.recording;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.machine.MachineFacts;
import dev.passthrough.host.machine.MachineReader;
import dev.passthrough.host.use.HostUse;
import dev.passthrough.host.use.HostUseReader;

/**
 * All that was read of a machine.
 *
 * @param apiVersion {@link #VERSION}, so that a later program knows what it reads
 * @param kind {@link #KIND}
 */
public record Recording(
    String apiVersion, String kind, Snapshot inventory, MachineFacts machine, HostUse use) {

  public static final String VERSION = "passthrough.dev/v1alpha1";
  public static final String KIND = "HostSnapshot";

  /** The machine below {@code root} as it is now. */
  public static Recording of(HostRoot root) {
    return of(root, new InventoryReader().read(root, Depth.FULL));
  }

  /** The machine below {@code root} as it is now, with its functions as they were read. */
  public static Recording of(HostRoot root, Snapshot inventory) {
    return new Recording(
        VERSION, KIND, inventory, MachineReader.read(root), HostUseReader.read(root));
  }
}
