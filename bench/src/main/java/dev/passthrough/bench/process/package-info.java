/**
 * Programs that are run as processes of their own, as a user runs them: what is measured, and the
 * API server that it may need. What the kernel says of their memory and time.
 */
@NullMarked
package dev.passthrough.bench.process;

import org.jspecify.annotations.NullMarked;
