package dev.passthrough.operator.rollout;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughPolicy;
import io.fabric8.kubernetes.api.model.Node;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which objects' plans a rollout grants when the node's turn comes: a policy with a rollout chooses
 * the node, and nobody has granted by hand.
 *
 * @param nodes those that policies with rollouts choose
 */
public record RolledOut(Set<String> nodes) implements Predicate<PassthroughNode> {

  public static RolledOut of(Collection<PassthroughPolicy> policies, Collection<Node> nodes) {
    var selectors =
        policies.stream()
            .filter(it -> it.getSpec().rollout() != null)
            .map(it -> it.getSpec().nodeSelector())
            .toList();
    return new RolledOut(
        nodes.stream()
            .map(Node::getMetadata)
            .filter(it -> {
              var labels = Objects.requireNonNullElse(it.getLabels(), Map.<String, String>of());
              return selectors.stream().anyMatch(selector -> selector.matches(labels));
            })
            .map(it -> it.getName())
            .collect(Collectors.toSet()));
  }

  @Override
  public boolean test(PassthroughNode object) {
    return nodes.contains(object.getMetadata().getName())
        && (object.getSpec().grant() == null || RolloutFields.grantIsOurs(object));
  }
}
