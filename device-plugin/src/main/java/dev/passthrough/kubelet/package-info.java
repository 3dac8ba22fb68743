/**
 * The device plugin side of kubelet's contract: serves one unix socket for each resource, registers
 * it and keeps it registered. Allocate re-reads the kernel and answers with the truth of that
 * moment, or refuses with a sentence.
 */
@NullMarked
package dev.passthrough.kubelet;

import org.jspecify.annotations.NullMarked;
