/**
 * One PassthroughNode at a time: brings the agent to its node, and lets a deleted object go only
 * when the agent has given the host back. Deciders are pure; {@link PassthroughNodeReconciler}
 * gathers what they decide on and does what they say.
 */
@NullMarked
package dev.passthrough.operator.node;

import org.jspecify.annotations.NullMarked;
