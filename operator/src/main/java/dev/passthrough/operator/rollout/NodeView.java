package dev.passthrough.operator.rollout;

import dev.passthrough.api.MaintenanceStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a rollout knows of one node.
 *
 * @param policies with a rollout that choose it
 * @param ready whether kubelet says so
 * @param cordoned whether new pods are kept off it, by whomever
 * @param cordonIsOurs whether by a rollout
 * @param asks a hash of what its object asks, the grant aside; empty where no rollout works on it
 * @param grant what its object grants, by whomever
 * @param grantIsOurs whether by a rollout
 * @param maintenance a rollout's work on it
 * @param lastDone when something was last carried out on it as root
 * @param pods in the way of that work; none before they are asked for
 */
record NodeView(
    String name,
    Set<String> policies,
    boolean ready,
    boolean cordoned,
    boolean cordonIsOurs,
    Work work,
    String asks,
    Optional<String> grant,
    boolean grantIsOurs,
    Optional<MaintenanceStatus> maintenance,
    Optional<Instant> lastDone,
    PodsInTheWay pods) {

  /** The same with the pods in the way. */
  NodeView with(PodsInTheWay found) {
    return new NodeView(
        name,
        policies,
        ready,
        cordoned,
        cordonIsOurs,
        work,
        asks,
        grant,
        grantIsOurs,
        maintenance,
        lastDone,
        found);
  }

  /** Whether work has begun, and pods may have to go for it. */
  boolean isEmptied() {
    return maintenance.filter(it -> it.phase() == MaintenanceStatus.Phase.Draining).isPresent()
        && Scope.of(work) != Scope.NOBODY
        && !policies.isEmpty();
  }

  /** Whether it can take no pods, or is about to. */
  boolean isDown() {
    return !ready || cordoned || isWorkedOn();
  }

  /** Whether a rollout has begun with it and not ended. */
  boolean isWorkedOn() {
    return maintenance.filter(it -> it.phase() != MaintenanceStatus.Phase.Failed).isPresent();
  }

  boolean hasFailed() {
    return maintenance.filter(it -> it.phase() == MaintenanceStatus.Phase.Failed).isPresent();
  }
}
