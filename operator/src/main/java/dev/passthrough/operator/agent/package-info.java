/**
 * The node agents as one DaemonSet: what it looks like, on which nodes it runs, when it comes and
 * goes. A node gets an agent by a label, so that a further node changes nothing for the others.
 */
@NullMarked
package dev.passthrough.operator.agent;

import org.jspecify.annotations.NullMarked;
