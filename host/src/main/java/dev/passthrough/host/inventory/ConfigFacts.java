package dev.passthrough.host.inventory;

import dev.passthrough.host.pci.Acs;
import dev.passthrough.host.pci.PcieCapability;
import dev.passthrough.host.pci.ResetCapability;
import java.util.Optional;

/**
 * What the configuration space says. Virtual functions and sleeping devices are not asked.
 *
 * @param multifunction whether the card has more than one function
 * @param acs what keeps its neighbours apart
 * @param complete whether all of it could be read, which takes privilege: if not, an absent
 *     capability says nothing
 */
public record ConfigFacts(
    boolean multifunction,
    Optional<PcieCapability> pcie,
    Optional<Acs> acs,
    ResetCapability reset,
    boolean complete) {}
