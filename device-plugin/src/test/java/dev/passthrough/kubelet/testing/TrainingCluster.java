package dev.passthrough.kubelet.testing;

import dev.passthrough.api.ConditionType;
import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The same as {@link TrainingKubelet} with an API server, which has the object and deletes it in
 * the end: {@code TrainingCluster FOLDER RESOURCE OBJECT KUBECONFIG}. KUBECONFIG is written.
 */
public final class TrainingCluster {

  private TrainingCluster() {}

  /** Ends when the agent has given the host back; with an error if it does not in time. */
  static void main(String[] args) throws Exception {
    var folder = Files.createDirectories(Path.of(args[0]));
    var object = Serialization.unmarshal(Files.readString(Path.of(args[2])), PassthroughNode.class);
    try (var api = new ApiServerStandIn(folder, object)) {
      Files.writeString(Path.of(args[3]), api.kubeconfig());
      TrainingKubelet.play(folder, args[1], () -> giveBack(api));
    }
  }

  private static void giveBack(ApiServerStandIn api) {
    await(api, ConditionType.Ready);
    api.delete();
    await(api, ConditionType.Restored);
    api.remove();
  }

  private static void await(ApiServerStandIn api, ConditionType type) {
    TrainingKubelet.await(
        type + "=True",
        () ->
            api.status().stream()
                .flatMap(it -> it.conditions().stream())
                .anyMatch(it -> it.type().equals(type.name()) && it.status().equals("True")));
  }
}
