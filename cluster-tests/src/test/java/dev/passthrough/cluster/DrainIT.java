package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.MaintenanceStatus;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.RolloutSpec;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The API server, its budgets and the controllers of pods are real; the node is of paper. */
@ClusterTest
@DisplayName("A node that a rollout empties")
class DrainIT {

  private static final String FLEET = "drained";
  private static final String NODE = FLEET + "-1";
  private static final Map<String, String> MACHINE = Map.of("app", "machine");
  private static final Map<String, String> DAEMON = Map.of("app", "daemon");

  private final Product product;
  private PaperFleet fleet;

  DrainIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void start() {
    fleet = new PaperFleet(product, FLEET, 1, new RolloutSpec.Drain("2m"));
  }

  @AfterEach
  void gone() {
    var apps = product.client().apps();
    product.client().policy().v1().podDisruptionBudget().inNamespace("default").delete();
    apps.replicaSets().inNamespace("default").delete();
    apps.daemonSets().inNamespace("default").delete();
    product.forget(this::pods);
    fleet.close();
  }

  @Test
  @DisplayName(
      "waits while a budget forbids, as KubeVirt's does until a machine has moved; daemons and static pods stay")
  void budget() {
    replicaSet();
    daemonSet();
    product.client().resource(mirror()).create();
    Product.eventually("three pods that run").until(() -> running().size() == 3);
    budget(1);
    var machine = names(MACHINE);
    var others = others();

    fleet.begin();

    Product.eventually("a cordon").until(this::cordoned);
    refusedTwice();
    assertThat(names(MACHINE)).isEqualTo(machine);

    budget(0);
    Product.eventually("the node to be done").until(fleet::isDone);
    assertThat(names(MACHINE)).doesNotContainAnyElementsOf(machine);
    assertThat(others()).isEqualTo(others);
    assertThat(maintenance()).isEmpty();
  }

  @Test
  @DisplayName("is given up for a pod that would be lost, by name, and goes on without it")
  void barePod() {
    product.client().resource(bare()).create();
    Product.eventually("the pod to run").until(() -> running().size() == 1);

    fleet.begin();

    Product.eventually("the node to be given up")
        .untilAsserted(() ->
            assertThat(maintenance())
                .hasValueSatisfying(it -> {
                  assertThat(it.phase()).isEqualTo(MaintenanceStatus.Phase.Failed);
                  assertThat(it.reason()).isEqualTo("DrainBlocked");
                  assertThat(it.message()).contains("default/bare");
                }));
    Product.eventually("the wave to stop")
        .untilAsserted(() ->
            assertThat(rolledOut())
                .hasValueSatisfying(it -> {
                  assertThat(it.reason()).isEqualTo("WaveStopped");
                  assertThat(it.message()).contains(NODE, "default/bare");
                }));
    assertThat(names(Map.of("app", "bare"))).containsExactly("bare");
    assertThat(cordoned()).isFalse();
  }

  @Test
  @DisplayName("keeps the cordon that an admin had put there before")
  void adminsCordon() {
    cordon(true);

    fleet.begin();

    Product.eventually("the rollout to be over").until(fleet::isDone);
    assertThat(cordoned()).isTrue();
    assertThat(product.client().nodes().withName(NODE).require().getMetadata().getAnnotations())
        .doesNotContainKey("passthrough.dev/cordoned-by-rollout");
  }

  @Test
  @DisplayName("is put back once rollouts are switched off, and emptied once they are on again")
  void switchedOff() {
    replicaSet();
    Product.eventually("a pod that runs").until(() -> running().size() == 1);
    budget(1);
    fleet.begin();
    Product.eventually("a cordon").until(this::cordoned);

    product.change("rollouts.enabled", "false");
    try {
      Product.eventually("the node to be as it was")
          .untilAsserted(() -> {
            assertThat(cordoned()).isFalse();
            assertThat(maintenance()).isEmpty();
          });
    } finally {
      // The next operator is to come to a node that is not of paper.
      cordon(true);
      product.change("rollouts.enabled", "true");
    }
    cordon(false);
    budget(0);
    Product.eventually("the node to be done").until(fleet::isDone);
  }

  /** Seen in the operator's log: its next turns have come, and the pod is still there. */
  private void refusedTwice() {
    Product.eventually("two evictions that are refused")
        .until(() ->
            product
                    .operatorLog()
                    .lines()
                    .filter(
                        it -> it.contains("Eviction of default/machine") && it.contains("not now"))
                    .count()
                >= 2);
  }

  /** As an admin does. */
  private void cordon(boolean on) {
    product
        .client()
        .nodes()
        .withName(NODE)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"unschedulable\":%s}}".formatted(on));
  }

  private boolean cordoned() {
    return Boolean.TRUE.equals(
        product.client().nodes().withName(NODE).require().getSpec().getUnschedulable());
  }

  private Optional<MaintenanceStatus> maintenance() {
    return Optional.ofNullable(product.object(NODE).require().getStatus())
        .flatMap(it -> Optional.ofNullable(it.maintenance()));
  }

  private Optional<Condition> rolledOut() {
    var policy = product.client().resources(PassthroughPolicy.class).withName(FLEET).require();
    return Conditions.find(Conditions.current(policy), ConditionType.RolledOut);
  }

  private List<Pod> pods() {
    return product.client().pods().inNamespace("default").list().getItems().stream()
        .filter(it -> NODE.equals(it.getSpec().getNodeName()) || isMachine(it))
        .toList();
  }

  private static boolean isMachine(Pod pod) {
    return Optional.ofNullable(pod.getMetadata().getLabels())
        .filter(it -> "machine".equals(it.get("app")))
        .isPresent();
  }

  private List<Pod> running() {
    return pods().stream().filter(it -> "Running".equals(it.getStatus().getPhase())).toList();
  }

  private List<String> names(Map<String, String> labels) {
    return product
        .client()
        .pods()
        .inNamespace("default")
        .withLabels(labels)
        .list()
        .getItems()
        .stream()
        .filter(it -> NODE.equals(it.getSpec().getNodeName()))
        .map(it -> it.getMetadata().getName())
        .toList();
  }

  /** Of all pods that are to stay, who they are. */
  private Map<String, String> others() {
    return pods().stream()
        .filter(it -> !isMachine(it))
        .collect(
            Collectors.toMap(it -> it.getMetadata().getName(), it -> it.getMetadata().getUid()));
  }

  private void budget(int available) {
    product
        .client()
        .resource(
            new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withName("machine")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withMinAvailable(new IntOrString(available))
                .withNewSelector()
                .withMatchLabels(MACHINE)
                .endSelector()
                .endSpec()
                .build())
        .serverSideApply();
  }

  private void replicaSet() {
    product
        .client()
        .resource(
            new ReplicaSetBuilder()
                .withNewMetadata()
                .withName("machine")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withReplicas(1)
                .withNewSelector()
                .withMatchLabels(MACHINE)
                .endSelector()
                .withTemplate(template(MACHINE))
                .endSpec()
                .build())
        .create();
  }

  private void daemonSet() {
    product
        .client()
        .resource(
            new DaemonSetBuilder()
                .withNewMetadata()
                .withName("daemon")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .withMatchLabels(DAEMON)
                .endSelector()
                .withTemplate(template(DAEMON))
                .endSpec()
                .build())
        .create();
  }

  private static PodTemplateSpec template(Map<String, String> labels) {
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withNodeSelector(Map.of(PaperNodes.LABEL, FLEET))
        .addNewContainer()
        .withName("main")
        .withImage("nothing")
        .endContainer()
        .endSpec()
        .build();
  }

  private static Pod bare() {
    return onNode("bare").build();
  }

  private static Pod mirror() {
    return onNode("static-" + NODE)
        .editMetadata()
        .addToAnnotations("kubernetes.io/config.mirror", "hash")
        .endMetadata()
        .build();
  }

  private static PodBuilder onNode(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .withNodeName(NODE)
        .addNewContainer()
        .withName("main")
        .withImage("nothing")
        .endContainer()
        .endSpec();
  }
}
