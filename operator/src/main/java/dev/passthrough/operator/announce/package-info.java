/**
 * What is to be seen of the objects besides their status: events for those who look, a label on the
 * node for those who schedule. What to say is decided by pure functions of the objects as they are
 * and as they were.
 */
@NullMarked
package dev.passthrough.operator.announce;

import org.jspecify.annotations.NullMarked;
