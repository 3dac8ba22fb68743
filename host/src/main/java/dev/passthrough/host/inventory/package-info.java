/**
 * What a machine has: its PCI functions and how the kernel holds them, read in one pass into an
 * immutable {@link dev.passthrough.host.inventory.Snapshot}. Nothing here judges or changes
 * anything.
 */
@NullMarked
package dev.passthrough.host.inventory;

import org.jspecify.annotations.NullMarked;
