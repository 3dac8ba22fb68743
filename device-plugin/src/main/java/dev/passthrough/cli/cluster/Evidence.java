package dev.passthrough.cli.cluster;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a bundle holds of a cluster: of the product only, and nothing that may be secret. */
final class Evidence {

  /** What all that belongs to the product is labelled with, whatever its release is called. */
  private static final String PART_OF = "app.kubernetes.io/part-of";

  private static final String COMPONENT = "app.kubernetes.io/component";
  private static final String PRODUCT = "passthrough";
  private static final Set<String> KINDS = Set.of("PassthroughNode", "PassthroughPolicy");
  private static final int LOG_LINES = 5_000;

  private final KubernetesClient client;
  private final String namespace;
  private final BiConsumer<String, byte[]> file;
  private final Consumer<String> missing;

  /**
   * @param namespace where the operator is
   * @param file is given each file, by its path
   * @param missing is told what could not be had, and why
   */
  Evidence(
      KubernetesClient client,
      String namespace,
      BiConsumer<String, byte[]> file,
      Consumer<String> missing) {
    this.client = client;
    this.namespace = namespace;
    this.file = file;
    this.missing = missing;
  }

  /** Hands out all but snapshots, and says which pods there are. */
  List<Pod> gather() {
    yaml("passthroughnodes.yaml", () -> client.resources(PassthroughNode.class).list().getItems());
    yaml(
        "passthroughpolicies.yaml",
        () -> client.resources(PassthroughPolicy.class).list().getItems());
    yaml("nodes.yaml", this::nodes);
    yaml("events.yaml", this::events);
    yaml("daemonsets.yaml", this::daemonSets);
    var pods = pods();
    for (var pod : pods) {
      var name = pod.getMetadata().getName();
      attempt(
          "the log of " + name,
          () -> file.accept("logs/" + name + ".log", log(pod).getBytes(StandardCharsets.UTF_8)));
    }
    return pods;
  }

  /**
   * Hands out one snapshot of each node that has an agent among {@code pods}: while agents are
   * replaced a node has two, of which perhaps one can take it.
   *
   * @param snapshot takes it, in a pod
   */
  void snapshots(List<Pod> pods, Function<Pod, byte[]> snapshot) {
    var byNode =
        pods.stream()
            .filter(it -> "agent".equals(it.getMetadata().getLabels().get(COMPONENT)))
            .filter(it -> it.getSpec().getNodeName() != null)
            .collect(
                Collectors.groupingBy(
                    it -> it.getSpec().getNodeName(), TreeMap::new, Collectors.toList()));
    byNode.forEach((node, agents) -> {
      var failures = new ArrayList<String>();
      for (var agent : agents) {
        try {
          file.accept("snapshots/" + node + ".json", snapshot.apply(agent));
          return;
        } catch (KubernetesClientException | CompletionException e) {
          failures.add("%s (%s)".formatted(e.getMessage(), agent.getMetadata().getName()));
        }
      }
      missing.accept("the snapshot of " + node + ": " + String.join("; ", failures));
    });
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

  private List<DaemonSet> daemonSets() {
    var sets =
        client
            .apps()
            .daemonSets()
            .inNamespace(namespace)
            .withLabel(PART_OF, PRODUCT)
            .list()
            .getItems();
    sets.forEach(Evidence::strip);
    return sets;
  }

  /** Takes out where people put secrets: environments, and annotations of the pods to be. */
  private static void strip(DaemonSet set) {
    var template = set.getSpec().getTemplate();
    template.getMetadata().setAnnotations(Map.of());
    Stream.of(template.getSpec().getInitContainers(), template.getSpec().getContainers())
        .flatMap(List::stream)
        .forEach(it -> {
          it.setEnv(List.of());
          it.setEnvFrom(List.of());
        });
  }

  private List<Pod> pods() {
    try {
      return client.pods().inNamespace(namespace).withLabel(PART_OF, PRODUCT).list().getItems();
    } catch (KubernetesClientException e) {
      missing.accept("pods in " + namespace + ": " + e.getMessage());
      return List.of();
    }
  }

  private String log(Pod pod) {
    return client.pods().resource(pod).tailingLines(LOG_LINES).getLog();
  }

  private void yaml(String name, Supplier<List<? extends HasMetadata>> objects) {
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
        });
  }

  private void attempt(String what, Runnable work) {
    try {
      work.run();
    } catch (KubernetesClientException | CompletionException e) {
      missing.accept(what + ": " + e.getMessage());
    }
  }
}
