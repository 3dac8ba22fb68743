/**
 * Policies, rendered into the PassthroughNode of each node that they choose: one field manager per
 * policy, and never by force. What a policy makes of a node is decided by pure functions; {@link
 * PassthroughPolicyReconciler} gathers what they decide on and has it written.
 */
@NullMarked
package dev.passthrough.operator.policy;

import org.jspecify.annotations.NullMarked;
