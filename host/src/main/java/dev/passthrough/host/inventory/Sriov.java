package dev.passthrough.host.inventory;

import dev.passthrough.host.pci.PciAddress;
import java.util.List;

/**
 * What a physical function can make (Documentation/ABI/testing/sysfs-bus-pci, {@code sriov_*}).
 *
 * @param totalVfs as the driver allows, which may be less than the configuration space says
 * @param numVfs how many are enabled
 * @param driversAutoprobe whether drivers of this machine may take new virtual functions; true
 *     where the kernel has no such file
 * @param virtualFunctions in the order of their index, {@code virtfn10} after {@code virtfn2}
 */
public record Sriov(
    int totalVfs, int numVfs, boolean driversAutoprobe, List<PciAddress> virtualFunctions) {

  public Sriov {
    virtualFunctions = List.copyOf(virtualFunctions);
  }
}
