/**
 * What this project counts on from the kernel, in one table, and what holds a kernel to it. The
 * table is run on the stand-in by the tests and on a real kernel by the lab.
 */
@NullMarked
package dev.passthrough.host.contract;

import org.jspecify.annotations.NullMarked;
