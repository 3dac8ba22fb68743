package dev.passthrough.metrics;

import dev.passthrough.agent.TurnObserver;
import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.Reason;
import java.time.Duration;

/**
 * Whether this agent has come as far as the one that it replaces: a turn has ended, and no resource
 * was on its way to kubelet any more. Once so, always so. Safe for many threads.
 */
public final class Readiness implements TurnObserver {

  private volatile boolean ready;

  /** Whether the agent before it can go. */
  public boolean isReady() {
    return ready;
  }

  @Override
  public void ended(PassthroughNodeStatus status, Duration took) {
    ready |= status.conditions().stream().noneMatch(Readiness::onItsWay);
  }

  @Override
  public void failed() {
    // The next turn may be the one.
  }

  private static boolean onItsWay(Condition condition) {
    return condition.type().equals(ConditionType.Advertised.name())
        && condition.reason().equals(Reason.Registering.name());
  }
}
