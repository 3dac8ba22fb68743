package dev.passthrough.operator.rollout;

import dev.passthrough.api.MaintenanceStatus;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.operator.status.StatusWords;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does in the cluster what {@link Course} decides for one node; each deed can be done twice. */
final class NodeMaintenance {

  private static final Logger logger = LoggerFactory.getLogger(NodeMaintenance.class);

  private final KubernetesClient client;
  private final StatusWords words;

  /** An eviction that is refused is asked for in the next turn, not again and again in this one. */
  private final KubernetesClient askingOnce;

  NodeMaintenance(KubernetesClient client) {
    this.client = client;
    this.words = new StatusWords(client, RolloutFields.MANAGER);
    this.askingOnce =
        client
            .newClient(
                new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .adapt(KubernetesClient.class);
  }

  List<Pod> podsOn(String node) {
    return client.pods().inAnyNamespace().withField("spec.nodeName", node).list().getItems();
  }

  /**
   * The pods, {@code namespace/name}, that have a device of the node at one of {@code addresses} by
   * a resource claim. None where the API server does not have the version of that API which
   * Kubernetes 1.34 brought.
   */
  Set<String> claimants(String node, Predicate<String> addresses) {
    var resources = client.dynamicResourceAllocation().v1();
    try {
      var devices =
          ClaimableDevices.of(
              addresses,
              resources.resourcesSlices().withField("spec.nodeName", node).list().getItems());
      return devices.isEmpty()
          ? Set.of()
          : devices.holders(resources.resourceClaims().inAnyNamespace().list().getItems());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      return Set.of();
    }
  }

  /**
   * Notes the course of the work; the object as it is then. Empty text in place of a status takes
   * it away.
   */
  PassthroughNode note(String node, @Nullable MaintenanceStatus status) {
    var word = named(node);
    word.setStatus(new PassthroughNodeStatus(null, null, List.of(), List.of(), null, status));
    var noted = words.say(word);
    logger.info("Rollout on {}: {}", node, status == null ? "at its end" : status.phase());
    return noted;
  }

  /**
   * Grants the plan with {@code hash}, or takes the rollout's grant back where it is empty. Where
   * somebody else has granted meanwhile, theirs stays.
   */
  PassthroughNode grant(PassthroughNode object, Optional<String> hash) {
    var metadata = object.getMetadata();
    Map<String, Object> word = new HashMap<>();
    word.put("apiVersion", HasMetadata.getApiVersion(PassthroughNode.class));
    word.put("kind", HasMetadata.getKind(PassthroughNode.class));
    word.put("metadata", Map.of("name", metadata.getName(), "uid", metadata.getUid()));
    hash.ifPresent(it -> word.put("spec", Map.of("grant", it)));
    var granted =
        client
            .resource(named(metadata.getName()))
            .patch(
                new PatchContext.Builder()
                    .withPatchType(PatchType.SERVER_SIDE_APPLY)
                    .withFieldManager(RolloutFields.MANAGER)
                    .withForce(false)
                    .build(),
                Serialization.asJson(word));
    logger.info("Rollout on {}: grant {}", metadata.getName(), hash.orElse("taken back"));
    return granted;
  }

  /** Keeps new pods off the node, and leaves a node alone that somebody has cordoned meanwhile. */
  void cordon(Node node) {
    patch(node, true, "true", "cordoned");
  }

  /** Lets pods come again. */
  void uncordon(Node node) {
    patch(node, null, null, "uncordoned");
  }

  /**
   * Asks {@code pods} to go, as {@code kubectl drain} does: disruption budgets can say no, and
   * KubeVirt says no while it moves a virtual machine elsewhere. It is asked again later.
   */
  void evict(List<String> pods) {
    for (var pod : pods) {
      var slash = pod.indexOf('/');
      try {
        boolean goes =
            askingOnce
                .pods()
                .inNamespace(pod.substring(0, slash))
                .withName(pod.substring(slash + 1))
                .evict();
        logger.debug("Eviction of {}: {}", pod, goes ? "it goes" : "not now");
      } catch (KubernetesClientException e) {
        // Such as two disruption budgets for one pod, which the API server calls an internal error.
        logger.warn("Eviction of {} was refused: {}", pod, e.getMessage());
      }
    }
  }

  /** With the node's version: what somebody else does to the cordon at the same moment wins. */
  private void patch(
      Node node, @Nullable Boolean unschedulable, @Nullable String ours, String done) {
    Map<String, @Nullable String> annotations = new HashMap<>();
    annotations.put(RolloutFields.CORDON, ours);
    Map<String, @Nullable Boolean> spec = new HashMap<>();
    spec.put("unschedulable", unschedulable);
    var patch =
        Serialization.asJson(
            Map.of(
                "metadata",
                Map.of(
                    "resourceVersion",
                    node.getMetadata().getResourceVersion(),
                    "annotations",
                    annotations),
                "spec",
                spec));
    var name = node.getMetadata().getName();
    var named = new NodeBuilder().withNewMetadata().withName(name).endMetadata().build();
    try {
      client.nodes().resource(named).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
      logger.info("Rollout on {}: {}", name, done);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      logger.debug("Node {} was changed meanwhile: its cordon is looked at again", name);
    }
  }

  private static PassthroughNode named(String name) {
    var object = new PassthroughNode();
    object.setMetadata(new ObjectMetaBuilder().withName(name).build());
    return object;
  }
}
