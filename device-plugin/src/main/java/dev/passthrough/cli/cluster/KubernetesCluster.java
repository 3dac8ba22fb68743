package dev.passthrough.cli.cluster;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.cli.CommandFailure;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A cluster behind an API server, with the rights of the person who asks. */
final class KubernetesCluster implements Cluster {

  /** A JSON patch whose test does not hold: {@code Invalid}. */
  private static final int INVALID = 422;

  private static final String PROGRAM = "/opt/passthrough/bin/passthrough";
  private static final Set<String> KINDS = Set.of("PassthroughNode", "PassthroughPolicy");
  private static final int LOG_LINES = 5_000;
  private static final int SNAPSHOT_SECONDS = 60;

  private final KubernetesClient client;
  private final String namespace;

  private KubernetesCluster(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  static Cluster of(Access access) {
    return new KubernetesCluster(
        new KubernetesClientBuilder().withConfig(Config.autoConfigure(access.context)).build(),
        access.namespace);
  }

  @Override
  public List<PassthroughNode> objects() {
    return all(PassthroughNode.class, "passthroughnodes");
  }

  @Override
  public List<PassthroughPolicy> policies() {
    return all(PassthroughPolicy.class, "passthroughpolicies");
  }

  private <T extends HasMetadata> List<T> all(Class<T> kind, String plural) {
    try {
      return client.resources(kind).list().getItems().stream()
          .sorted(Comparator.comparing(it -> it.getMetadata().getName()))
          .toList();
    } catch (KubernetesClientException e) {
      throw CommandFailure.failed(
          "the %s could not be read from %s (%s). Check with 'kubectl get %s'."
              .formatted(plural, client.getMasterUrl(), e.getMessage(), plural));
    }
  }

  @Override
  public boolean grant(String node, String hash) {
    var patch =
        Serialization.asJson(
            List.of(
                Map.of("op", "test", "path", "/status/privileged/seen/plan/hash", "value", hash),
                Map.of("op", "add", "path", "/spec/grant", "value", hash)));
    try {
      client
          .resources(PassthroughNode.class)
          .withName(node)
          .patch(PatchContext.of(PatchType.JSON), patch);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == INVALID) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void evidence(
      boolean snapshots, BiConsumer<String, byte[]> file, Consumer<String> missing) {
    yaml(
        "passthroughnodes.yaml",
        () -> client.resources(PassthroughNode.class).list().getItems(),
        file,
        missing);
    yaml(
        "passthroughpolicies.yaml",
        () -> client.resources(PassthroughPolicy.class).list().getItems(),
        file,
        missing);
    yaml("nodes.yaml", this::nodes, file, missing);
    yaml("events.yaml", this::events, file, missing);
    yaml(
        "daemonsets.yaml",
        () -> client.apps().daemonSets().inNamespace(namespace).list().getItems(),
        file,
        missing);
    for (var pod : pods(missing)) {
      var name = pod.getMetadata().getName();
      attempt(
          "the log of " + name,
          () -> file.accept("logs/" + name + ".log", log(pod).getBytes(StandardCharsets.UTF_8)),
          missing);
      if (snapshots
          && "agent".equals(pod.getMetadata().getLabels().get("app.kubernetes.io/component"))) {
        attempt(
            "the snapshot of " + pod.getSpec().getNodeName(),
            () -> file.accept("snapshots/" + pod.getSpec().getNodeName() + ".json", snapshot(pod)),
            missing);
      }
    }
  }

  /** Without what is large or says nothing: images, volumes, addresses. */
  private List<HasMetadata> nodes() {
    return client.nodes().list().getItems().stream()
        .<HasMetadata>map(it ->
            new NodeBuilder()
                .withNewMetadata()
                .withName(it.getMetadata().getName())
                .withLabels(it.getMetadata().getLabels())
                .endMetadata()
                .withNewStatus()
                .withCapacity(it.getStatus().getCapacity())
                .withAllocatable(it.getStatus().getAllocatable())
                .withConditions(it.getStatus().getConditions())
                .withNodeInfo(it.getStatus().getNodeInfo())
                .endStatus()
                .build())
        .toList();
  }

  private List<? extends HasMetadata> events() {
    return client.events().v1().events().inNamespace("default").list().getItems().stream()
        .filter(it -> it.getRegarding() != null && KINDS.contains(it.getRegarding().getKind()))
        .toList();
  }

  private List<Pod> pods(Consumer<String> missing) {
    try {
      return client
          .pods()
          .inNamespace(namespace)
          .withLabel("app.kubernetes.io/name", "passthrough")
          .list()
          .getItems();
    } catch (KubernetesClientException e) {
      missing.accept("pods in " + namespace + ": " + e.getMessage());
      return List.of();
    }
  }

  private String log(Pod pod) {
    return client.pods().resource(pod).tailingLines(LOG_LINES).getLog();
  }

  private byte[] snapshot(Pod pod) {
    var out = new ByteArrayOutputStream();
    try (var run =
        client
            .pods()
            .resource(pod)
            .writingOutput(out)
            .exec(PROGRAM, "snapshot", "--root", "/host", "-o", "-")) {
      var code = run.exitCode().orTimeout(SNAPSHOT_SECONDS, TimeUnit.SECONDS).join();
      if (code == null || code != 0) {
        throw new KubernetesClientException("the program in its pod ended with " + code);
      }
      return out.toByteArray();
    }
  }

  private static void yaml(
      String name,
      Supplier<List<? extends HasMetadata>> objects,
      BiConsumer<String, byte[]> file,
      Consumer<String> missing) {
    attempt(
        name,
        () -> {
          var text = new StringBuilder();
          for (var object : objects.get()) {
            object.getMetadata().setManagedFields(List.of());
            object.getMetadata().setAnnotations(Map.of());
            text.append(Serialization.asYaml(object));
          }
          file.accept(name, text.toString().getBytes(StandardCharsets.UTF_8));
        },
        missing);
  }

  private static void attempt(String what, Runnable work, Consumer<String> missing) {
    try {
      work.run();
    } catch (KubernetesClientException | CompletionException e) {
      missing.accept(what + ": " + e.getMessage());
    }
  }
}
