package dev.passthrough.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Condition;
import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
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
  @DisplayName("who owns the same of two objects, once for both")
  void shared() {
    var reading = LeanReading.serialization();
    var one = owners(reading, "passthrough-policy/a", "2026-01-01T00:00:00Z");
    var two = owners(reading, "passthrough-policy/a", "2026-01-01T00:00:09Z");
    var other = owners(reading, "passthrough-policy/b", "2026-01-01T00:00:00Z");
    assertThat(two.getFirst()).isSameAs(one.getFirst());
    assertThat(two.getLast()).isSameAs(one.getLast());
    assertThat(other.getFirst()).isNotEqualTo(one.getFirst());
    assertThat(other.getLast()).isSameAs(one.getLast());
  }

  private static List<ManagedFieldsEntry> owners(
      KubernetesSerialization reading, String manager, String time) {
    return reading
        .unmarshal(
            """
            apiVersion: passthrough.dev/v1alpha1
            kind: PassthroughNode
            metadata:
              name: worker-1
              managedFields:
              - {manager: %1$s, operation: Apply, time: "%2$s", fieldsV1: {"f:spec": {"f:mode": {}}}}
              - {manager: agent, operation: Apply, time: "%2$s", subresource: status, fieldsV1: {"f:status": {}}}
            spec: {mode: Plan}
            """
                .formatted(manager, time),
            PassthroughNode.class)
        .getMetadata()
        .getManagedFields();
  }

  @Test
  @DisplayName("what two objects say in the same words, once for both")
  void strings() {
    var reading = LeanReading.serialization();
    var one = status(reading, "one", "AsDesired", "m");
    var two = status(reading, "two", "AsDesired", "m".repeat(501));
    assertThat(two.reason()).isEqualTo("AsDesired").isSameAs(one.reason());
    assertThat(two.message()).isEqualTo("m".repeat(501));
    assertThat(status(reading, "one", "Waiting", "m").reason()).isEqualTo("Waiting");
  }

  private static Condition status(
      KubernetesSerialization reading, String name, String reason, String message) {
    return reading
        .unmarshal(
            """
            apiVersion: passthrough.dev/v1alpha1
            kind: PassthroughNode
            metadata: {name: %s}
            spec: {mode: Plan}
            status:
              conditions: [{type: Ready, status: "True", reason: %s, message: %s}]
            """
                .formatted(name, reason, message),
            PassthroughNode.class)
        .getStatus()
        .conditions()
        .getFirst();
  }

  @Test
  @DisplayName("who owns what of an object's spec, and of its status only who owns any")
  void owners() {
    assertThat(owners(LeanReading.serialization(), "passthrough-policy/a", "2026-01-01T00:00:00Z"))
        .satisfiesExactly(
            it -> assertThat(it.getFieldsV1().getAdditionalProperties()).containsKey("f:spec"),
            it -> {
              assertThat(it.getManager()).isEqualTo("agent");
              assertThat(it.getFieldsV1()).isNull();
            });
  }
}
