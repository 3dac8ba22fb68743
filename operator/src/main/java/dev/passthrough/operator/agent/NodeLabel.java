package dev.passthrough.operator.agent;

import io.fabric8.kubernetes.api.model.Node;
import java.util.Map;
import java.util.Optional;

/** The label that brings an agent to a node. Set and removed by the operator alone. */
public final class NodeLabel {

  public static final String KEY = "passthrough.dev/agent";
  static final String VALUE = "true";

  private NodeLabel() {}

  public static boolean on(Node node) {
    return Optional.ofNullable(node.getMetadata().getLabels())
        .map(it -> it.get(KEY))
        .filter(VALUE::equals)
        .isPresent();
  }

  static Map<String, String> asMap() {
    return Map.of(KEY, VALUE);
  }
}
