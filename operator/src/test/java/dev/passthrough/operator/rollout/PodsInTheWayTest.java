package dev.passthrough.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PodsInTheWayTest {

  private static final List<Pod> PODS =
      List.of(
          owned("replica", "ReplicaSet", "Running"),
          owned("launcher", "VirtualMachineInstance", "Running"),
          owned("daemon", "DaemonSet", "Running"),
          new PodBuilder(owned("privileged", "PassthroughNode", "Running"))
              .editMetadata()
              .editFirstOwnerReference()
              .withController(null)
              .endOwnerReference()
              .endMetadata()
              .build(),
          owned("done", "Job", "Succeeded"),
          pod("bare", "Running").build(),
          new PodBuilder(owned("static", "Node", "Running"))
              .editMetadata()
              .addToAnnotations("kubernetes.io/config.mirror", "x")
              .endMetadata()
              .build(),
          new PodBuilder(owned("ending", "ReplicaSet", "Running"))
              .editMetadata()
              .withDeletionTimestamp("2026-01-01T00:00:00Z")
              .endMetadata()
              .build());

  @Test
  @DisplayName("before a reboot all go that can come back elsewhere, and none that nobody restarts")
  void everybody() {
    var found = PodsInTheWay.of(PODS, Scope.EVERYBODY, Set.of());
    assertThat(found.evict()).containsExactly("ns/launcher", "ns/replica");
    assertThat(found.going()).containsExactly("ns/ending");
    assertThat(found.lost()).containsExactly("ns/bare");
    assertThat(found.areGone()).isFalse();
  }

  @Test
  @DisplayName("without one, only those go that hold devices")
  void holders() {
    var found = PodsInTheWay.of(PODS, Scope.HOLDERS, Set.of("ns/launcher", "other/replica"));
    assertThat(found).isEqualTo(new PodsInTheWay(List.of("ns/launcher"), List.of(), List.of()));
    assertThat(PodsInTheWay.of(PODS, Scope.NOBODY, Set.of("ns/launcher")).areGone()).isTrue();
  }

  private static Pod owned(String name, String kind, String phase) {
    return pod(name, phase)
        .editMetadata()
        .addNewOwnerReference()
        .withKind(kind)
        .withName("owner")
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .build();
  }

  private static PodBuilder pod(String name, String phase) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("ns")
        .withName(name)
        .endMetadata()
        .withNewStatus()
        .withPhase(phase)
        .endStatus();
  }
}
