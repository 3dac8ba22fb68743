package dev.passthrough.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a bundle holds of a cluster")
class EvidenceTest {

  private static final String NAMESPACE = "ns";
  private static final String SETS = "/apis/apps/v1/namespaces/ns/daemonsets";
  private static final String PODS = "/api/v1/namespaces/ns/pods";
  private static final Map<String, String> OURS =
      Map.of("app.kubernetes.io/part-of", "passthrough");

  /** The objects of each list, by its path; without an entry a list is empty. */
  private final Map<String, List<HasMetadata>> lists = new HashMap<>();

  private final Map<String, String> files = new HashMap<>();
  private final List<String> missing = new ArrayList<>();
  private HttpServer server;
  private KubernetesClient client;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
  }

  @AfterEach
  void end() {
    client.close();
    server.stop(0);
  }

  @Test
  @DisplayName("is no environment and no annotation, not of the pods that a DaemonSet makes either")
  void environment() {
    lists.put(SETS, List.of(daemonSet("agents", OURS)));
    gather();
    assertThat(files.get("daemonsets.yaml"))
        .contains("agents", "image")
        .doesNotContain("hunter2", "SECRET", "a-secret", "annotated");
  }

  @Test
  @DisplayName("is the product's own, and no DaemonSet of somebody else in its namespace")
  void strangers() {
    lists.put(SETS, List.of(daemonSet("agents", OURS), daemonSet("strangers", Map.of())));
    gather();
    assertThat(files.get("daemonsets.yaml")).contains("agents").doesNotContain("strangers");
  }

  @Test
  @DisplayName("is the log of each pod of the product, whatever name the chart was given")
  void logs() {
    var operator = agent("operator-1", "worker-1");
    operator.getMetadata().setLabels(new HashMap<>(OURS));
    operator.getMetadata().getLabels().put("app.kubernetes.io/name", "devices");
    lists.put(PODS, List.of(operator, agent("stranger", "worker-1")));
    gather();
    assertThat(files).containsEntry("logs/operator-1.log", "said\n");
    assertThat(files.keySet()).noneMatch(it -> it.contains("stranger"));
  }

  @Test
  @DisplayName("is one snapshot of each node, by the first of its agents that can take one")
  void snapshots() {
    var pods =
        List.of(
            agent("old-1", "worker-1"),
            agent("new-1", "worker-1"),
            agent("old-2", "worker-2"),
            agent("new-2", "worker-2"),
            agent("old-3", "worker-3"),
            agent("pending", null));
    var able = List.of("old-1", "new-1", "new-2");
    evidence()
        .snapshots(
            pods,
            pod -> {
              var name = pod.getMetadata().getName();
              if (!able.contains(name)) {
                throw new KubernetesClientException("it ends");
              }
              return name.getBytes(StandardCharsets.UTF_8);
            });
    assertThat(files)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("snapshots/worker-1.json", "old-1", "snapshots/worker-2.json", "new-2"));
    assertThat(missing).containsExactly("the snapshot of worker-3: it ends (old-3)");
  }

  private void gather() {
    evidence().gather();
    assertThat(missing).isEmpty();
  }

  private Evidence evidence() {
    return new Evidence(
        client,
        NAMESPACE,
        (name, bytes) -> files.put(name, new String(bytes, StandardCharsets.UTF_8)),
        missing::add);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var uri = exchange.getRequestURI();
    var text =
        uri.getPath().endsWith("/log")
            ? "said\n"
            : Serialization.asJson(Map.of("apiVersion", "v1", "items", selected(exchange)));
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** By labels that are to be equal, as the API server selects. */
  private List<HasMetadata> selected(HttpExchange exchange) {
    var query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
    return lists.getOrDefault(exchange.getRequestURI().getPath(), List.of()).stream()
        .filter(it ->
            !query.startsWith("labelSelector=")
                || it.getMetadata().getLabels().entrySet().stream()
                    .map(label -> label.getKey() + "=" + label.getValue())
                    .anyMatch(query.substring("labelSelector=".length())::equals))
        .toList();
  }

  private static Pod agent(String name, @Nullable String node) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(NAMESPACE)
        .withLabels(Map.of("app.kubernetes.io/component", "agent"))
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .endSpec()
        .build();
  }

  private static DaemonSet daemonSet(String name, Map<String, String> labels) {
    return new DaemonSetBuilder()
        .withMetadata(new ObjectMetaBuilder().withName(name).withLabels(labels).build())
        .withNewSpec()
        .withNewTemplate()
        .withNewMetadata()
        .withAnnotations(Map.of("a.b/c", "annotated"))
        .endMetadata()
        .withNewSpec()
        .addNewInitContainer()
        .withName("first")
        .withEnv(new EnvVar("SECRET", "hunter2", null))
        .endInitContainer()
        .addNewContainer()
        .withName("agent")
        .withImage("image")
        .withEnv(new EnvVar("SECRET", "hunter2", null))
        .withEnvFrom(new EnvFromSourceBuilder().withNewSecretRef("a-secret", false).build())
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
