package dev.passthrough.agent;

import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Reason;

/** How one aspect stands. */
record Verdict(ConditionType type, boolean good, Reason reason, String message) {

  static Verdict good(ConditionType type, Reason reason, String message) {
    return new Verdict(type, true, reason, message);
  }

  static Verdict bad(ConditionType type, Reason reason, String message) {
    return new Verdict(type, false, reason, message);
  }
}
