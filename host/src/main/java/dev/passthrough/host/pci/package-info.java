/** The words of PCI: addresses, ids and classes, as the kernel writes them. No I/O. */
@NullMarked
package dev.passthrough.host.pci;

import org.jspecify.annotations.NullMarked;
