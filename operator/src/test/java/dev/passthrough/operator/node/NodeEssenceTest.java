package dev.passthrough.operator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.operator.agent.NodeLabel;
import dev.passthrough.operator.rollout.RolloutFields;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NodeEssenceTest {

  @Test
  @DisplayName("keeps what the operator asks of a node, and no more")
  void essence() {
    var node =
        new NodeBuilder()
            .withNewMetadata()
            .withName("worker-1")
            .withResourceVersion("7")
            .addToLabels(NodeLabel.KEY, "true")
            .addToAnnotations("volumes", "many")
            .addToAnnotations(RolloutFields.CORDON, "true")
            .endMetadata()
            .withNewStatus()
            .addNewImage()
            .withSizeBytes(1L)
            .endImage()
            .addNewCondition()
            .withType("Ready")
            .withStatus("True")
            .withLastHeartbeatTime("2026-01-01T00:00:00Z")
            .endCondition()
            .addNewCondition()
            .withType("DiskPressure")
            .withStatus("False")
            .endCondition()
            .withNewNodeInfo()
            .withBootID("b")
            .withKernelVersion("6.12")
            .endNodeInfo()
            .endStatus()
            .withNewSpec()
            .withPodCIDR("10.0.0.0/24")
            .withUnschedulable(true)
            .addNewTaint("NoSchedule", "example.org/theirs", null, null)
            .endSpec()
            .build();
    var store = NodeEssence.store();
    store.put(store.getKey(node), node);
    var kept = Objects.requireNonNull(store.get("worker-1"));
    assertThat(kept.getMetadata().getResourceVersion()).isEqualTo("7");
    assertThat(NodeLabel.on(kept)).isTrue();
    assertThat(RolloutFields.isReady(kept)).isTrue();
    assertThat(RolloutFields.cordonIsOurs(kept)).isTrue();
    assertThat(kept.getStatus().getImages()).isEmpty();
    assertThat(kept.getStatus().getConditions())
        .singleElement()
        .satisfies(it -> assertThat(it.getLastHeartbeatTime()).isNull());
    assertThat(kept.getStatus().getNodeInfo().getBootID()).isEqualTo("b");
    assertThat(kept.getStatus().getNodeInfo().getKernelVersion()).isNull();
    assertThat(kept.getSpec().getTaints()).isEqualTo(node.getSpec().getTaints());
    assertThat(kept.getSpec().getPodCIDR()).isNull();
    assertThat(kept.getMetadata().getAnnotations()).containsOnlyKeys(RolloutFields.CORDON);
  }
}
