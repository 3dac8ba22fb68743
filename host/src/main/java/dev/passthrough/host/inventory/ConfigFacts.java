package dev.passthrough.host.inventory;

import dev.passthrough.host.pci.Acs;
import dev.passthrough.host.pci.PcieCapability;
import dev.passthrough.host.pci.ResetCapability;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the configuration space says. Virtual functions and sleeping devices are not asked.
 *
 * @param multifunction whether the card has more than one function
 * @param acs what keeps its neighbours apart
 * @param sriovVfs how many virtual functions its SR-IOV capability has (TotalVFs, PCI Express Base
 *     9.3.3.6); empty without that capability. What sysfs offers is another matter
 * @param complete whether all of it could be read, which takes privilege: if not, an absent
 *     capability says nothing
 */
public record ConfigFacts(
    boolean multifunction,
    Optional<PcieCapability> pcie,
    Optional<Acs> acs,
    ResetCapability reset,
    OptionalInt sriovVfs,
    boolean complete) {}
