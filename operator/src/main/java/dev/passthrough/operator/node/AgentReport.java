package dev.passthrough.operator.node;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import org.jspecify.annotations.Nullable;

/** What the operator can tell of the agent from the object's status. */
final class AgentReport {

  private AgentReport() {}

  /** Whether the agent ever wrote the status: the generation there is the agent's alone to set. */
  static boolean exists(PassthroughNode object) {
    @Nullable PassthroughNodeStatus status = object.getStatus();
    return status != null && status.observedGeneration() != null;
  }
}
