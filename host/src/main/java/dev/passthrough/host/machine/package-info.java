/**
 * A machine apart from its devices: kernel, processor, IOMMU, modules, boot loader and what locks
 * it down. Each fact carries where it was read; what could not be read is unknown.
 */
@NullMarked
package dev.passthrough.host.machine;

import org.jspecify.annotations.NullMarked;
