package dev.passthrough.host.inventory;

import dev.passthrough.host.pci.PciClass;
import java.util.Optional;

/**
 * What a function says it is. Each id is four lower-case hexadecimal digits, the revision two; what
 * could not be read is empty.
 */
public record PciIds(
    Optional<String> vendor,
    Optional<String> device,
    Optional<String> subsystemVendor,
    Optional<String> subsystemDevice,
    Optional<String> revision,
    Optional<PciClass> pciClass) {}
