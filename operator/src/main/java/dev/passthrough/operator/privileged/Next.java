package dev.passthrough.operator.privileged;

import dev.passthrough.api.Reason;
import java.time.Duration;

/** What comes next for one object. */
sealed interface Next {

  /** Nothing takes more than the agent's rights. */
  record Rest() implements Next {}

  /** The agent has not spoken of this spec yet: what was said of the last one stays. */
  record Hold() implements Next {}

  /** A pod has ended: its result is kept, and the pod goes. */
  record Note(SeenPod pod) implements Next {}

  /** One that nobody waits for any more: a look, or one whose grant was taken back in time. */
  record Discard(SeenPod pod) implements Next {}

  record Start(Order order) implements Next {}

  /**
   * To wait, and to say for what.
   *
   * @param again when to look at the latest
   */
  record Say(Reason reason, String message, Duration again) implements Next {}
}
