/**
 * Reasons to leave a device with the host, each a pure policy of its own over what was read. Adding
 * one means a file here, its test and a line in {@link dev.passthrough.host.guard.Guards}.
 */
@NullMarked
package dev.passthrough.host.guard;

import org.jspecify.annotations.NullMarked;
