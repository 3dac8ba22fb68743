package dev.passthrough.operator.rollout;

import dev.passthrough.api.MaintenanceStatus;
import dev.passthrough.api.Reason;
import java.util.List;

/** What comes next on a node that a rollout works on. */
sealed interface Action {

  /** Somebody else's turn. */
  record Wait() implements Action {}

  record Cordon() implements Action {}

  /** Undoes the rollout's own cordon, and no other. */
  record Uncordon() implements Action {}

  /** Pods, {@code namespace/name}, that are asked to go. */
  record Evict(List<String> pods) implements Action {}

  /** Notes the course of the work: before what it is about, so that a restart knows. */
  record Note(MaintenanceStatus status) implements Action {}

  /** Grants the plan with this hash, which was noted before. */
  record Grant(String hash) implements Action {}

  /** Takes the rollout's own grant back. */
  record Withdraw() implements Action {}

  record Fail(Reason reason, String message) implements Action {}

  /** The node is as it was before, and nothing is to be remembered. */
  record Finish() implements Action {}
}
