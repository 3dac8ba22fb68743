package dev.passthrough.host.plan;

import dev.passthrough.api.Reason;
import dev.passthrough.host.pci.PciAddress;

/**
 * Something that no entry asks for any more and that cannot be undone now, because a virtual
 * machine has it, or the host.
 *
 * @param reason why it stays
 * @param message who holds it, and what to do
 */
public record Kept(PciAddress card, Reason reason, String message) {}
