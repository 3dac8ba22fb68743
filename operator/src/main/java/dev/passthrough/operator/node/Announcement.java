package dev.passthrough.operator.node;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.Reason;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Decides what the operator says in an object's status. That is the agent's otherwise: the operator
 * speaks only where there is no agent that could.
 */
final class Announcement {

  private Announcement() {}

  /** The conditions to write; empty where there is nothing to say or it is said already. */
  static Optional<List<Condition>> of(PassthroughNode object, boolean nodeExists, Clock clock) {
    var ready = Conditions.find(Conditions.current(object), ConditionType.Ready);
    var name = object.getMetadata().getName();
    List<Condition> word;
    if (!nodeExists) {
      word =
          Conditions.of(object, clock)
              .isFalse(
                  ConditionType.Ready,
                  Reason.NodeNotFound,
                  "There is no Node %s. %s".formatted(name, Reason.NodeNotFound.advice()))
              .build();
    } else if (!AgentReport.exists(object) || saysNodeNotFound(ready)) {
      word =
          Conditions.of(object, clock)
              .isUnknown(
                  ConditionType.Ready,
                  Reason.AgentNotReporting,
                  "The agent on Node %s has not reported yet. %s"
                      .formatted(name, Reason.AgentNotReporting.advice()))
              .build();
    } else {
      return Optional.empty();
    }
    return ready.equals(Optional.of(word.getFirst())) ? Optional.empty() : Optional.of(word);
  }

  private static boolean saysNodeNotFound(Optional<Condition> ready) {
    return ready.filter(it -> it.reason().equals(Reason.NodeNotFound.name())).isPresent();
  }
}
