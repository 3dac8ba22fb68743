/**
 * What the kernel said while it booted and since, as far as it matters for passing devices through.
 * Lines are matched, never trusted to be complete.
 */
@NullMarked
package dev.passthrough.host.kernellog;

import org.jspecify.annotations.NullMarked;
