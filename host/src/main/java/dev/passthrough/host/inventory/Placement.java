package dev.passthrough.host.inventory;

import dev.passthrough.host.pci.PciAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a function sits in the machine.
 *
 * @param numaNode empty where the kernel does not know it (no file, or -1)
 * @param iommuGroup the group's number; it can change with each boot
 * @param upstream the bridge above it; empty on a root bus, or where the tree does not show it
 * @param root the host bridge's name, such as {@code pci0000:00}
 */
public record Placement(
    OptionalInt numaNode,
    OptionalInt iommuGroup,
    Optional<PciAddress> upstream,
    Optional<String> root) {}
