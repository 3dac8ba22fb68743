package dev.passthrough.operator.policy;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Policies, nodes and their objects at one moment.
 *
 * @param policies deleted ones included
 */
record Fleet(
    List<PassthroughPolicy> policies,
    Map<String, Node> nodes,
    Map<String, PassthroughNode> objects) {

  static Fleet of(
      Stream<PassthroughPolicy> policies, Stream<Node> nodes, Stream<PassthroughNode> objects) {
    return new Fleet(policies.toList(), byName(nodes), byName(objects));
  }

  private static <T extends HasMetadata> Map<String, T> byName(Stream<T> objects) {
    return objects.collect(
        Collectors.toMap(it -> it.getMetadata().getName(), Function.identity(), (a, _) -> a));
  }

  Set<String> policyNames() {
    return policies.stream().map(it -> it.getMetadata().getName()).collect(Collectors.toSet());
  }

  /** Policies that are not being deleted. */
  List<PassthroughPolicy> live() {
    return policies.stream().filter(it -> !it.isMarkedForDeletion()).toList();
  }

  /**
   * Of every node, and of every object whose node is gone. Nodes that the same policies choose
   * share one.
   */
  Map<String, Rendering> renderings() {
    var live = live();
    Map<List<String>, Rendering> known = new HashMap<>();
    Map<String, Rendering> renderings = new HashMap<>();
    objects.keySet().forEach(it -> renderings.put(it, Rendering.ofNothing()));
    nodes.forEach((name, node) -> {
      var choosing = live.stream().filter(it -> chooses(it, node)).toList();
      var names = choosing.stream().map(it -> it.getMetadata().getName()).toList();
      renderings.put(name, known.computeIfAbsent(names, _ -> Rendering.of(choosing)));
    });
    return renderings;
  }

  /** Whether {@code policy} has a say over {@code node}; one that is being deleted has none. */
  static boolean chooses(PassthroughPolicy policy, Node node) {
    var labels =
        Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.<String, String>of());
    return !policy.isMarkedForDeletion() && policy.getSpec().nodeSelector().matches(labels);
  }

  Optional<PassthroughNode> object(String node) {
    return Optional.ofNullable(objects.get(node));
  }
}
