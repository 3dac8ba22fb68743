package dev.passthrough.operator.policy;

import java.util.Set;
import java.util.stream.Collectors;

/** How a policy's part stands in one node's object. */
sealed interface Outcome {

  /** It is there. */
  record Settled() implements Outcome {}

  /** It is there but for what other policies have yet to let go of. */
  record Awaiting(Set<Field> fields) implements Outcome {
    String message() {
      return "Taken over once the policy of lower priority has let go of it: "
          + fields.stream().map(Field::path).collect(Collectors.joining(", "));
    }
  }

  /**
   * Somebody else owns something that the policy wants; the rest of its part is there if it can
   * stand alone.
   *
   * @param message the API server's words for each field: its path and its owner
   */
  record Conflict(String message) implements Outcome {}

  /** The object was changed since it was looked at: it is looked at, and written, again. */
  record Overtaken() implements Outcome {}

  /** The API server does not take it. */
  record Refused(String message) implements Outcome {}
}
