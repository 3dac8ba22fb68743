package dev.passthrough.operator.kubevirt;

import dev.passthrough.api.Reason;

/**
 * Why virtual machines cannot have a resource, or not safely.
 *
 * @param message what is so, why it matters, and what to do
 */
record Finding(String resource, Reason reason, String message) {}
