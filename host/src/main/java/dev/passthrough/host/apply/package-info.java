/**
 * Carries out a plan so that nothing is lost: intent is on disk before each write, what was found
 * is kept until it is brought back, every write is bounded in time and believed only when read
 * back. After a crash the journal says what is open, and that is finished or undone first.
 */
@NullMarked
package dev.passthrough.host.apply;

import org.jspecify.annotations.NullMarked;
