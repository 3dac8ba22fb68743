/**
 * A machine in a file. What was read on one machine is judged on another: a user's report of a bug
 * becomes a test.
 */
@NullMarked
package dev.passthrough.host.recording;

import org.jspecify.annotations.NullMarked;
