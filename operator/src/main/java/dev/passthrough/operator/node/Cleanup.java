package dev.passthrough.operator.node;

import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.operator.agent.NodeLabel;
import io.fabric8.kubernetes.api.model.Node;
import java.util.Optional;

/** Decides what comes next for an object that is being deleted. */
final class Cleanup {

  enum Step {
    /** The agent has work on the host to undo and is not wanted there: bring it back. */
    BRING_AGENT,
    WAIT_FOR_RESTORE,
    WITHDRAW_AGENT,
    WAIT_FOR_AGENT_TO_GO,
    /** Nothing of ours is left on the node: the finalizer goes. */
    RELEASE
  }

  /**
   * @param nodeExists whether there is still a host to give back
   * @param agentWanted whether the node is labelled for an agent
   * @param agentRuns whether there is a pod of the agent on the node, ending ones included
   * @param agentReported whether an agent ever wrote this object's status; before that it has
   *     changed nothing
   * @param unsettled whether a privileged pod may yet change the host, or did a moment ago and the
   *     agent has not spoken since
   * @param restored whether the agent says of the object's present generation that the host is as
   *     found
   */
  record Observed(
      boolean nodeExists,
      boolean agentWanted,
      boolean agentRuns,
      boolean agentReported,
      boolean unsettled,
      boolean restored) {

    static Observed of(
        PassthroughNode object, Optional<Node> node, boolean agentRuns, boolean unsettled) {
      return new Observed(
          node.isPresent(),
          node.filter(NodeLabel::on).isPresent(),
          agentRuns,
          AgentReport.exists(object),
          unsettled,
          Conditions.holds(object, ConditionType.Restored));
    }
  }

  private Cleanup() {}

  static Step next(Observed observed) {
    if (!observed.nodeExists()) {
      return Step.RELEASE;
    }
    boolean neverTouched =
        !observed.agentReported() && !observed.agentWanted() && !observed.agentRuns();
    boolean nothingToUndo = !observed.unsettled() && (observed.restored() || neverTouched);
    if (nothingToUndo) {
      if (observed.agentWanted()) {
        return Step.WITHDRAW_AGENT;
      }
      return observed.agentRuns() ? Step.WAIT_FOR_AGENT_TO_GO : Step.RELEASE;
    }
    return observed.agentWanted() ? Step.WAIT_FOR_RESTORE : Step.BRING_AGENT;
  }
}
