/**
 * Changes that disturb workloads, brought over the nodes of policies some at a time. {@link Wave}
 * decides where work begins and {@link Course} what comes next where it has, both purely; all that
 * they go by is in the cluster's objects.
 */
@NullMarked
package dev.passthrough.operator.rollout;

import org.jspecify.annotations.NullMarked;
