package dev.passthrough.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.Mode;
import dev.passthrough.api.NodeSelector;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.PassthroughPolicySpec;
import dev.passthrough.api.PolicyTemplate;
import dev.passthrough.api.RolloutSpec;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Whether a plan is a rollout's to grant")
class RolledOutTest {

  @ParameterizedTest(name = "{0}, granted by {1}: {2}")
  @CsvSource({
    "rolled, '', true",
    "rolled, passthrough-operator-rollout, true",
    "rolled, kubectl, false",
    "rendered, '', false",
    "other, '', false"
  })
  @DisplayName("goes by policies with a rollout that choose the node, and by who has granted")
  void grants(String node, String granted, boolean expected) {
    var nodes = List.of(node("rolled"), node("rendered"), node("other"));
    var policies = List.of(policy("rolled", rollout()), policy("rendered", null));
    assertThat(RolledOut.of(policies, nodes).test(object(node, granted))).isEqualTo(expected);
  }

  private static RolloutSpec rollout() {
    return new RolloutSpec(new IntOrString(1), false, null, RolloutSpec.Drain.usual());
  }

  private static PassthroughPolicy policy(String chooses, @Nullable RolloutSpec rollout) {
    var policy = new PassthroughPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withName("of-" + chooses).build());
    policy.setSpec(
        new PassthroughPolicySpec(
            new NodeSelector(Map.of("name", chooses), List.of()),
            0,
            new PolicyTemplate(null, null, List.of(), List.of()),
            rollout));
    return policy;
  }

  private static Node node(String name) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(Map.of("name", name))
        .endMetadata()
        .build();
  }

  private static PassthroughNode object(String name, String granted) {
    var object = new PassthroughNode();
    object.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withManagedFields(new ManagedFieldsEntryBuilder().withManager(granted).build())
            .build());
    object.setSpec(
        new PassthroughNodeSpec(
            Mode.Enforce,
            HostSpec.asFound(),
            List.of(),
            List.of(),
            granted.isEmpty() ? null : "hash"));
    return object;
  }
}
