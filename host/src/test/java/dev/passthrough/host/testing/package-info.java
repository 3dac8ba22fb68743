/**
 * Machines made for tests, as folders that look like a kernel's. Other modules' tests use them too.
 */
@NullMarked
package dev.passthrough.host.testing;

import org.jspecify.annotations.NullMarked;
