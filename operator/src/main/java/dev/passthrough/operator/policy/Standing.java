package dev.passthrough.operator.policy;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.Reason;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How one node of a policy stands. */
sealed interface Standing {

  record Ready() implements Standing {}

  record Waiting(String reason, String message) implements Standing {}

  record Failed(String reason, String message) implements Standing {}

  /** Reasons of a node that waits for somebody. */
  Set<Reason> WAITS =
      EnumSet.of(
          Reason.Observing,
          Reason.PlanOnly,
          Reason.AgentNotReporting,
          Reason.InUse,
          Reason.TakenByOthers,
          Reason.UseUnknown,
          Reason.PrivilegeNeeded,
          Reason.GrantNeeded,
          Reason.GrantOutdated,
          Reason.RebootNeeded);

  /**
   * Of one node.
   *
   * @param outcome of the policy's part in the node's object
   * @param object the node's object, if there is one yet
   */
  static Standing of(Outcome outcome, Optional<PassthroughNode> object) {
    return switch (outcome) {
      case Outcome.Conflict it -> new Failed(Reason.RenderConflict.name(), it.message());
      case Outcome.Refused it -> new Failed(Reason.RenderRefused.name(), it.message());
      case Outcome.Awaiting it -> new Waiting(Reason.HandedOver.name(), it.message());
      case Outcome.Overtaken _ -> new Waiting(Reason.Overtaken.name(), Reason.Overtaken.meaning());
      case Outcome.Settled _ ->
          object.map(Standing::of).orElseGet(() -> notReporting("The object is being made."));
    };
  }

  private static Standing of(PassthroughNode object) {
    if (object.isMarkedForDeletion()) {
      return new Waiting(
          Reason.Restoring.name(),
          "The PassthroughNode is being deleted; it is made anew once it is gone.");
    }
    return Conditions.find(Conditions.current(object), ConditionType.Ready)
        .filter(it -> Objects.equals(it.observedGeneration(), object.getMetadata().getGeneration()))
        .map(Standing::of)
        .orElseGet(() -> notReporting(Reason.AgentNotReporting.meaning()));
  }

  private static Standing of(Condition ready) {
    if (ready.status().equals("True")) {
      return new Ready();
    }
    return Stream.of(Reason.values())
            .filter(it -> it.name().equals(ready.reason()))
            .anyMatch(it -> it.advice().isEmpty() || WAITS.contains(it))
        ? new Waiting(ready.reason(), ready.message())
        : new Failed(ready.reason(), ready.message());
  }

  private static Standing notReporting(String message) {
    return new Waiting(Reason.AgentNotReporting.name(), message);
  }
}
