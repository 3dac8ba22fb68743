package dev.passthrough.host.inventory;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a machine. Files that are absent, unreadable or hold nonsense leave their facts unknown;
 * nothing is thrown.
 */
public final class InventoryReader {

  /** The machine below {@code root} as it is now. */
  public Snapshot read(HostRoot root) {
    var groups = groupsByMember(root);
    var devices = root.folder("sys/bus/pci/devices");
    var functions = new ArrayList<PciFunction>();
    for (var name : devices.names()) {
      PciAddress.parse(name)
          .ifPresent(address ->
              functions.add(
                  new FunctionReader(address, new Attributes(devices.folder(name)), groups)
                      .read()));
    }
    return new Snapshot(functions, Set.copyOf(root.folder("sys/bus/pci/drivers").names()));
  }

  /** One function alone; empty if there is none of this address. */
  public Optional<PciFunction> function(HostRoot root, PciAddress address) {
    var folder = root.folder("sys/bus/pci/devices").folder(address.toString());
    return folder
        .path()
        .map(there -> new FunctionReader(address, new Attributes(folder), Map.of()).read());
  }

  /**
   * {@code /sys/kernel/iommu_groups/N/devices/ADDRESS}, for functions that have no {@code
   * iommu_group} link.
   */
  private static Map<String, Integer> groupsByMember(HostRoot root) {
    var groups = new HashMap<String, Integer>();
    var folder = root.folder("sys/kernel/iommu_groups");
    for (var name : folder.names()) {
      Numbers.decimal(name)
          .ifPresent(number ->
              folder.folder(name + "/devices").names().forEach(it -> groups.put(it, number)));
    }
    return groups;
  }
}
