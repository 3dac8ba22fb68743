package dev.passthrough.host.plan;

import dev.passthrough.api.Reason;

/**
 * Something about the host itself that keeps it from being as asked, and that no step of this plan
 * changes.
 *
 * @param message what, why, and what to do
 */
public record Notice(Reason reason, String message) {}
