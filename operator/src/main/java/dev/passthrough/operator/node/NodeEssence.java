package dev.passthrough.operator.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import io.fabric8.kubernetes.api.model.NodeSystemInfoBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the operator keeps of a node: its name, version, labels, our annotations, whether it takes
 * pods, its taints and its boot; not its images and volumes.
 */
public final class NodeEssence {

  private static final String OWN = "passthrough.dev/";

  private NodeEssence() {}

  public static EssenceStore<Node> store() {
    return new EssenceStore<>(NodeEssence::of);
  }

  static Node of(Node node) {
    var metadata = node.getMetadata();
    return new NodeBuilder()
        .withNewMetadata()
        .withName(metadata.getName())
        .withUid(metadata.getUid())
        .withResourceVersion(metadata.getResourceVersion())
        .withLabels(metadata.getLabels())
        .withAnnotations(own(metadata.getAnnotations()))
        .withDeletionTimestamp(metadata.getDeletionTimestamp())
        .endMetadata()
        .withNewSpec()
        .withUnschedulable(node.getSpec() == null ? null : node.getSpec().getUnschedulable())
        .withTaints(node.getSpec() == null ? List.of() : node.getSpec().getTaints())
        .endSpec()
        .withNewStatus()
        .withConditions(ready(node))
        .withNodeInfo(boot(node))
        .endStatus()
        .build();
  }

  private static @Nullable NodeSystemInfo boot(Node node) {
    return node.getStatus() == null || node.getStatus().getNodeInfo() == null
        ? null
        : new NodeSystemInfoBuilder()
            .withBootID(node.getStatus().getNodeInfo().getBootID())
            .build();
  }

  private static Map<String, String> own(@Nullable Map<String, String> annotations) {
    return annotations == null
        ? Map.of()
        : annotations.entrySet().stream()
            .filter(it -> it.getKey().startsWith(OWN))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static List<NodeCondition> ready(Node node) {
    return node.getStatus() == null
        ? List.of()
        : node.getStatus().getConditions().stream()
            .filter(it -> it.getType().equals("Ready"))
            .map(it ->
                new NodeConditionBuilder()
                    .withType(it.getType())
                    .withStatus(it.getStatus())
                    .build())
            .toList();
  }
}
