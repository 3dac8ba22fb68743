package dev.passthrough.operator.privileged;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.operator.agent.AgentOptions;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Privileged pods in the cluster. */
public final class PrivilegedPods {

  private static final Logger logger = LoggerFactory.getLogger(PrivilegedPods.class);

  /** By Pod Security, a quota, a role or a policy of the cluster: not by chance. */
  private static final Set<Integer> REFUSED =
      Set.of(HttpURLConnection.HTTP_BAD_REQUEST, HttpURLConnection.HTTP_FORBIDDEN, 422);

  private final KubernetesClient client;
  private final AgentOptions options;
  private final String account;

  /**
   * @param account the service account that they run as; they get no token of it
   */
  public PrivilegedPods(KubernetesClient client, AgentOptions options, String account) {
    this.client = client;
    this.options = options;
    this.account = account;
  }

  public String namespace() {
    return options.namespace();
  }

  /** What all of them are labelled with. */
  public Map<String, String> selector() {
    return PrivilegedPod.selector(options);
  }

  /** Those on {@code node}, asked of the API server, not of a cache. */
  List<SeenPod> on(String node) {
    return client
        .pods()
        .inNamespace(namespace())
        .withLabels(selector())
        .withField("spec.nodeName", node)
        .list()
        .getItems()
        .stream()
        .filter(SeenPod::counts)
        .map(SeenPod::of)
        .toList();
  }

  /**
   * Starts one, unless it is there already.
   *
   * @return why the API server does not take it, in its words; empty where it does
   */
  Optional<String> start(PassthroughNode object, Order order, String need) {
    var pod = PrivilegedPod.desired(options, account, object, order, need);
    try {
      client.pods().inNamespace(namespace()).resource(pod).create();
      logger.info(
          "Privileged pod {} started on node {}: {} {}",
          pod.getMetadata().getName(),
          object.getMetadata().getName(),
          order.purpose(),
          order.hash());
      return Optional.empty();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.empty();
      }
      if (!REFUSED.contains(e.getCode())) {
        throw e;
      }
      return Optional.of(
          Optional.ofNullable(e.getStatus()).map(Status::getMessage).orElseGet(e::getMessage));
    }
  }

  /** Takes one away that nobody waits for, unless it has gone on since it was seen. */
  void discard(SeenPod pod) {
    var seen =
        new PodBuilder()
            .withNewMetadata()
            .withName(pod.name())
            .withResourceVersion(pod.version())
            .endMetadata()
            .build();
    try {
      client
          .pods()
          .inNamespace(namespace())
          .resource(seen)
          .lockResourceVersion(pod.version())
          .delete();
      logger.info("Privileged pod {} removed before it was needed", pod.name());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      logger.debug("Privileged pod {} has gone on, and is looked at again", pod.name());
    }
  }

  /** Takes one away that has ended. */
  void remove(SeenPod pod) {
    client.pods().inNamespace(namespace()).withName(pod.name()).delete();
    logger.info("Privileged pod {} removed", pod.name());
  }
}
