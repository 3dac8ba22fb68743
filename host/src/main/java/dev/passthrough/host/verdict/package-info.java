/**
 * Which functions can be passed to a VM without giving it anybody else's, and why the others
 * cannot. Every answer is a pure function of a {@link dev.passthrough.host.inventory.Snapshot}.
 */
@NullMarked
package dev.passthrough.host.verdict;

import org.jspecify.annotations.NullMarked;
