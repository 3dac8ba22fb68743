package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.RolloutSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The API server, its scheduler and claims are real; node, driver and devices are of paper. */
@ClusterTest
@DisplayName("A node whose devices pods have by resource claims")
class ClaimsIT {

  private static final String FLEET = "claimed";
  private static final String NODE = FLEET + "-1";

  /** One device is at the address that the played agent needs, the other one is not. */
  private static final String DRIVER =
      """
      apiVersion: resource.k8s.io/v1
      kind: DeviceClass
      metadata: {name: gpu.example.org}
      spec:
        selectors: [{cel: {expression: device.driver == "gpu.example.org"}}]
      ---
      apiVersion: resource.k8s.io/v1
      kind: ResourceSlice
      metadata: {name: %1$s}
      spec:
        driver: gpu.example.org
        nodeName: %1$s
        pool: {name: %1$s, generation: 1, resourceSliceCount: 1}
        devices:
        - name: gpu-0
          attributes:
            resource.kubernetes.io/pciBusID: {string: "%2$s"}
            gpu.example.org/needed: {bool: true}
        - name: gpu-1
          attributes:
            resource.kubernetes.io/pciBusID: {string: "0000:02:00.0"}
            gpu.example.org/needed: {bool: false}
      """
          .formatted(NODE, PaperNodes.DEVICE);

  private final Product product;
  private PaperFleet fleet;
  private List<HasMetadata> made = List.of();

  ClaimsIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void start() {
    fleet = new PaperFleet(product, FLEET, 1, new RolloutSpec.Drain("2m"));
    made =
        Stream.of(
                DRIVER,
                claimant("trains", true, "example.org/claimant"),
                claimant("renders", false, PaperNodes.BYSTANDER))
            .flatMap(it -> read(it).stream())
            .toList();
    made.forEach(it -> product.client().resource(it).create());
  }

  private List<HasMetadata> read(String yaml) {
    return product
        .client()
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .items();
  }

  private static String claimant(String name, boolean needed, String label) {
    return """
    apiVersion: resource.k8s.io/v1
    kind: ResourceClaimTemplate
    metadata: {name: %1$s, namespace: default}
    spec:
      spec:
        devices:
          requests:
          - name: gpu
            exactly:
              deviceClassName: gpu.example.org
              selectors: [{cel: {expression: 'device.attributes["gpu.example.org"].needed == %2$s'}}]
    ---
    apiVersion: apps/v1
    kind: ReplicaSet
    metadata: {name: %1$s, namespace: default}
    spec:
      replicas: 1
      selector: {matchLabels: {app: %1$s}}
      template:
        metadata: {labels: {app: %1$s, %3$s: ""}}
        spec:
          nodeSelector: {%4$s: %5$s}
          resourceClaims: [{name: gpu, resourceClaimTemplateName: %1$s}]
          containers:
          - name: main
            image: nothing
            resources: {claims: [{name: gpu}]}
    """
        .formatted(name, needed, label, PaperNodes.LABEL, FLEET);
  }

  @AfterEach
  void gone() {
    made.forEach(it -> product.client().resource(it).delete());
    product.forget(this::pods);
    fleet.close();
  }

  @Test
  @DisplayName("is emptied of those whose claim has a device that has to change, and of no others")
  void claims() {
    Product.eventually("two pods that run")
        .until(() ->
            pods().stream().filter(it -> "Running".equals(it.getStatus().getPhase())).count() == 2);
    var before = pods().stream().map(it -> it.getMetadata().getUid()).toList();
    var renders = uids("renders");

    fleet.begin();

    Product.eventually("the node to be done").until(fleet::isDone);
    assertThat(uids("trains"))
        .as("the pod with the needed device")
        .doesNotContainAnyElementsOf(before);
    assertThat(uids("renders")).as("the pod with the other device").isEqualTo(renders);
  }

  private List<String> uids(String app) {
    return product
        .client()
        .pods()
        .inNamespace("default")
        .withLabel("app", app)
        .list()
        .getItems()
        .stream()
        .map(it -> it.getMetadata().getUid())
        .toList();
  }

  private List<Pod> pods() {
    return product
        .client()
        .pods()
        .inNamespace("default")
        .withLabelIn("app", "trains", "renders")
        .list()
        .getItems();
  }
}
