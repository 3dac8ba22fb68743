package dev.passthrough.operator.agent;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts labels on nodes. */
public final class NodeLabels {

  private final KubernetesClient client;

  public NodeLabels(KubernetesClient client) {
    this.client = client;
  }

  /**
   * A merge patch: unlike an apply it never makes a node that is not there.
   *
   * @param value empty where the label is to go
   * @return false if there is no such node
   */
  public boolean set(String node, String key, Optional<String> value) {
    Map<String, @Nullable String> labels = new HashMap<>();
    labels.put(key, value.orElse(null));
    var patch = Serialization.asJson(Map.of("metadata", Map.of("labels", labels)));
    var named = new NodeBuilder().withNewMetadata().withName(node).endMetadata().build();
    try {
      client.nodes().resource(named).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      return false;
    }
  }
}
