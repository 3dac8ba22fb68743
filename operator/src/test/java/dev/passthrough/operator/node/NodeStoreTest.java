package dev.passthrough.operator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.operator.agent.NodeLabel;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NodeStoreTest {

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
            .endMetadata()
            .withNewStatus()
            .addNewImage()
            .withSizeBytes(1L)
            .endImage()
            .endStatus()
            .build();
    var store = new NodeStore();
    store.put(store.getKey(node), node);
    var kept = Objects.requireNonNull(store.get("worker-1"));
    assertThat(kept.getMetadata().getResourceVersion()).isEqualTo("7");
    assertThat(NodeLabel.on(kept)).isTrue();
    assertThat(kept.getStatus()).isNull();
    assertThat(kept.getMetadata().getAnnotations()).isEmpty();
  }
}
