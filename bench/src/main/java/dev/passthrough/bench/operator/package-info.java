/**
 * The operator at scale: as it is shipped, at an API server of its own, with thousands of nodes
 * that exist there alone and agents that are played. What it writes is counted by the API server's
 * audit.
 */
@NullMarked
package dev.passthrough.bench.operator;

import org.jspecify.annotations.NullMarked;
