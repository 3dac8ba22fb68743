package dev.passthrough.host.guard;

import dev.passthrough.api.GuardReason;

/**
 * A guard's no.
 *
 * @param message what it is about this device, in a sentence
 * @param whatLiftsIt what a person does so that the guard lets go
 */
public record Refusal(GuardReason reason, String message, String whatLiftsIt) {}
