package dev.passthrough.operator.announce;

import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.api.model.Node;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The label that says whether all that a node is to offer is there, for node affinities and {@code
 * kubectl get nodes -L}: {@code true} or {@code false}, absent without a PassthroughNode.
 */
final class ReadyLabel {

  static final String KEY = "passthrough.dev/ready";

  private ReadyLabel() {}

  /** The labels to write, by node; empty where it is to go. */
  static Map<String, Optional<String>> changes(
      Collection<PassthroughNode> objects, Collection<Node> nodes) {
    var wanted =
        objects.stream()
            .filter(it -> !it.isMarkedForDeletion())
            .collect(
                Collectors.toMap(
                    it -> it.getMetadata().getName(),
                    it -> Boolean.toString(Conditions.holds(it, ConditionType.Ready)),
                    (one, _) -> one));
    var changes = new TreeMap<String, Optional<String>>();
    for (var node : nodes) {
      var name = node.getMetadata().getName();
      var value = Optional.ofNullable(wanted.get(name));
      if (!value.equals(value(node))) {
        changes.put(name, value);
      }
    }
    return changes;
  }

  private static Optional<String> value(Node node) {
    return Optional.ofNullable(node.getMetadata().getLabels()).map(it -> it.get(KEY));
  }
}
