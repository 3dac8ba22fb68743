package dev.passthrough.host.plan;

import dev.passthrough.host.pci.PciAddress;

/**
 * Something that no entry asks for any more and that cannot be undone now, because it is in use.
 *
 * @param message who holds it, and what to do
 */
public record Kept(PciAddress card, String message) {}
