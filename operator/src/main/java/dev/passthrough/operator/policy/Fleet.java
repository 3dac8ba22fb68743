package dev.passthrough.operator.policy;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

  Rendering rendering(String node) {
    var it = nodes.get(node);
    if (it == null) {
      return Rendering.ofNothing();
    }
    return Rendering.of(
        live(), Objects.requireNonNullElse(it.getMetadata().getLabels(), Map.<String, String>of()));
  }

  Optional<PassthroughNode> object(String node) {
    return Optional.ofNullable(objects.get(node));
  }

  /** All that a policy may have to do with: every node, and every object of one that is gone. */
  Set<String> names() {
    Set<String> names = new TreeSet<>(nodes.keySet());
    names.addAll(objects.keySet());
    return names;
  }
}
