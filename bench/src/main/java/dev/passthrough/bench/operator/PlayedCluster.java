package dev.passthrough.bench.operator;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/** Nodes that only the API server knows, each as large as a kubelet makes it. */
final class PlayedCluster {

  static final String NAMESPACE = "passthrough-system";

  /** A label with as many values as there are pools. */
  static final String POOL = "bench.test/pool";

  static final int POOLS = 19;

  /** As many as kubelet reports (nodeStatusMaxImages). */
  private static final int IMAGES = 50;

  private static final int AT_A_TIME = 16;

  private final KubernetesClient client;
  private final int nodes;

  PlayedCluster(KubernetesClient client, int nodes) {
    this.client = client;
    this.nodes = nodes;
  }

  /** Makes what the chart installs beside the definitions, and the nodes. */
  void make() {
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("passthrough-agent")
                .endMetadata()
                .build())
        .create();
    var turns = new Semaphore(AT_A_TIME);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, nodes).forEach(it -> threads.execute(() -> make(it, turns)));
    }
    if (client.nodes().list().getItems().size() != nodes) {
      throw new IllegalStateException("Not all nodes could be made");
    }
  }

  private void make(int number, Semaphore turns) {
    turns.acquireUninterruptibly();
    try {
      client.resource(node(number)).create();
    } finally {
      turns.release();
    }
  }

  private static Node node(int number) {
    var labels = new HashMap<>(Map.of(POOL, "pool-" + number % POOLS));
    for (var key : new String[] {"hostname", "os", "arch", "instance-type"}) {
      labels.put("bench.test/" + key, key + "-of-node-" + number);
    }
    var resources =
        Map.of(
            "cpu", new Quantity("64"),
            "memory", new Quantity("527945652Ki"),
            "ephemeral-storage", new Quantity("1863309324Ki"),
            "pods", new Quantity("110"));
    var status =
        new NodeBuilder()
            .withNewMetadata()
            .withName("node-%04d".formatted(number))
            .withLabels(labels)
            .endMetadata()
            .withNewStatus()
            .withCapacity(resources)
            .withAllocatable(resources)
            .addNewAddress("10.%d.%d.1".formatted(number / 256, number % 256), "InternalIP");
    for (var type : new String[] {"MemoryPressure", "DiskPressure", "PIDPressure", "Ready"}) {
      status
          .addNewCondition()
          .withType(type)
          .withStatus(type.equals("Ready") ? "True" : "False")
          .withReason("KubeletHasNo" + type)
          .withMessage("kubelet has said so of " + type + ", some seconds ago")
          .withLastHeartbeatTime("2026-01-01T00:00:00Z")
          .withLastTransitionTime("2026-01-01T00:00:00Z")
          .endCondition();
    }
    for (int image = 0; image < IMAGES; image++) {
      status
          .addNewImage()
          .withNames(
              "registry.bench.test/team/application-%d@sha256:%064x".formatted(image, image),
              "registry.bench.test/team/application-%d:v1.%d.0".formatted(image, number % 7))
          .withSizeBytes(100_000_000L + image)
          .endImage();
    }
    return status.endStatus().build();
  }
}
