package dev.passthrough.operator.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps of each node its name, version, labels, our annotations, and whether it takes pods: a node
 * with its images and volumes is some tens of KiB, and there may be thousands.
 */
public final class NodeStore implements ItemStore<Node> {

  private static final String OWN = "passthrough.dev/";

  private final Map<String, Node> nodes = new ConcurrentHashMap<>();

  @Override
  public String getKey(Node node) {
    return node.getMetadata().getName();
  }

  @Override
  public @Nullable Node put(String key, Node node) {
    return nodes.put(key, essence(node));
  }

  @Override
  public @Nullable Node remove(String key) {
    return nodes.remove(key);
  }

  @Override
  public Stream<String> keySet() {
    return nodes.keySet().stream();
  }

  @Override
  public Stream<Node> values() {
    return nodes.values().stream();
  }

  @Override
  public int size() {
    return nodes.size();
  }

  @Override
  public @Nullable Node get(String key) {
    return nodes.get(key);
  }

  @Override
  public boolean isFullState() {
    return false;
  }

  private static Node essence(Node node) {
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
        .endSpec()
        .withNewStatus()
        .withConditions(ready(node))
        .endStatus()
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
