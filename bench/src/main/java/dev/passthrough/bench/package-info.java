/**
 * Measures what the project promises to be fast at: reading a machine, and serving kubelet. Whole
 * processes and real sockets where a user meets them, JMH for what a process repeats.
 */
@NullMarked
package dev.passthrough.bench;

import org.jspecify.annotations.NullMarked;
