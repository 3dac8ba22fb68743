package dev.passthrough.operator.metrics;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughPolicy;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What is counted when somebody asks.
 *
 * @param agents the agents' DaemonSet; empty where there is none
 * @param rolledOut which nodes' plans a rollout grants when their turn comes
 */
public record Census(
    Supplier<List<PassthroughNode>> objects,
    Supplier<List<PassthroughPolicy>> policies,
    Supplier<Optional<DaemonSet>> agents,
    Supplier<Predicate<PassthroughNode>> rolledOut) {

  /** The same while {@code counts} is true, else nothing: another replica counts it. */
  public Census where(BooleanSupplier counts) {
    return new Census(
        () -> counts.getAsBoolean() ? objects.get() : List.of(),
        () -> counts.getAsBoolean() ? policies.get() : List.of(),
        () -> counts.getAsBoolean() ? agents.get() : Optional.empty(),
        rolledOut);
  }
}
