/**
 * What stands in the way of passing devices through on this machine, and how to change it here.
 * Each check is a pure function in a file of its own; adding one means that file, its test and a
 * line in {@link dev.passthrough.host.preflight.Preflight}.
 */
@NullMarked
package dev.passthrough.host.preflight;

import org.jspecify.annotations.NullMarked;
