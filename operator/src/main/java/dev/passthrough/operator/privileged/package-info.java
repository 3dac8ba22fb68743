/**
 * What takes more than the agents' rights: short-lived privileged pods, each for one look at a node
 * or for one granted plan. {@link NextStep} decides, {@link PrivilegedWork} does it and says so in
 * the object's status (docs/decisions/0007).
 */
@NullMarked
package dev.passthrough.operator.privileged;

import org.jspecify.annotations.NullMarked;
