package dev.passthrough.host.guard;

import dev.passthrough.api.GuardReason;
import dev.passthrough.host.use.BlindSpot;

/**
 * A guard has not refused, and could not see enough to be sure.
 *
 * @param question what it does not know, as the beginning of a sentence: {@code whether a process
 *     has it open}
 */
public record Unseen(GuardReason guard, String question, BlindSpot blindSpot) {}
