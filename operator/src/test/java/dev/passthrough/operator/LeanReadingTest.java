package dev.passthrough.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.api.model.Node;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of what the API server says is read")
class LeanReadingTest {

  @Test
  @DisplayName("a node's labels, spec, conditions and boot, and not its images")
  void node() {
    var node =
        LeanReading.serialization()
            .unmarshal(
                """
                apiVersion: v1
                kind: Node
                metadata: {name: worker-1, labels: {a: b}}
                spec: {unschedulable: true}
                status:
                  capacity: {cpu: "4"}
                  conditions: [{type: Ready, status: "True"}]
                  nodeInfo: {bootID: b, kernelVersion: "6.12"}
                  images: [{names: [a, b], sizeBytes: 1}]
                  somethingNew: {a: b}
                """,
                Node.class);
    assertThat(node.getMetadata().getLabels()).containsEntry("a", "b");
    assertThat(node.getSpec().getUnschedulable()).isTrue();
    assertThat(node.getStatus().getConditions()).hasSize(1);
    assertThat(node.getStatus().getNodeInfo().getBootID()).isEqualTo("b");
    assertThat(node.getStatus().getNodeInfo().getKernelVersion()).isNull();
    assertThat(node.getStatus().getImages()).isEmpty();
    assertThat(node.getStatus().getCapacity()).isNullOrEmpty();
  }

  @Test
  @DisplayName("who owns what of an object's spec, and of its status only who owns any")
  void owners() {
    var object =
        LeanReading.serialization()
            .unmarshal(
                """
                apiVersion: passthrough.dev/v1alpha1
                kind: PassthroughNode
                metadata:
                  name: worker-1
                  managedFields:
                  - {manager: passthrough-policy/a, operation: Apply, fieldsV1: {"f:spec": {"f:mode": {}}}}
                  - {manager: agent, operation: Apply, subresource: status, fieldsV1: {"f:status": {}}}
                spec: {mode: Plan}
                """,
                PassthroughNode.class);
    assertThat(object.getMetadata().getManagedFields())
        .satisfiesExactly(
            it -> assertThat(it.getFieldsV1().getAdditionalProperties()).containsKey("f:spec"),
            it -> {
              assertThat(it.getManager()).isEqualTo("agent");
              assertThat(it.getFieldsV1()).isNull();
            });
  }
}
