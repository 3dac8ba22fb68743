package dev.passthrough.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Condition;
import dev.passthrough.api.HostSpec;
import dev.passthrough.api.MaintenanceStatus;
import dev.passthrough.api.Mode;
import dev.passthrough.api.NodeSelector;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.PassthroughPolicySpec;
import dev.passthrough.api.PolicyTemplate;
import dev.passthrough.api.RolloutSpec;
import dev.passthrough.operator.testing.StandInApi;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A rollout's turn, by what the API server answers")
class RolloutTest {

  private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
  private static final String HASH = "a".repeat(64);

  private final StandInApi api = new StandInApi();
  private final KubernetesClient client = api.client();
  private final Rollout rollout =
      new Rollout(client, true, "ns/self", Clock.fixed(NOW, ZoneOffset.UTC));

  @AfterEach
  void end() {
    client.close();
    api.close();
  }

  @Test
  @DisplayName("takes back what it has begun on a node that is gone: the grant, then its record")
  void nodeGone() {
    var begun = MaintenanceStatus.begun("policy", NOW.toString(), 0).granted(HASH, NOW.toString());
    var withdrawn = object("a", 8, null, begun);
    api.takes(withdrawn).takes(object("a", 9, null, null));
    assertThat(turn(Map.of(), object("a", 7, HASH, begun)).again()).isPresent();
    assertThat(api.bodies()).singleElement().asString().contains("uid").doesNotContain("grant");
    turn(Map.of(), withdrawn);
    assertThat(api.bodies()).hasSize(2);
    assertThat(api.bodies().getLast()).contains("status").doesNotContain("maintenance");
    assertThat(turn(Map.of(), object("a", 9, null, null)).again()).isEmpty();
  }

  @Test
  @DisplayName("goes on with other nodes where one cannot be noted to have begun, and comes again")
  void beginFails() {
    api.refuses(500, "trouble").takes(object("b", 8, null, begun()));
    var turn = turn(nodes(), object("a", 7, null, null), object("b", 7, null, null));
    assertThat(api.bodies()).hasSize(2).allMatch(it -> it.contains("Draining"));
    assertThat(turn.again()).contains(Duration.ofSeconds(5));
  }

  @Test
  @DisplayName("goes on with other nodes where the pods of one cannot be listed")
  void podsFail() {
    api.refuses(500, "trouble");
    api.answers(new PodListBuilder().build()).refuses(404, "no such version");
    api.answers(new NodeBuilder().build());
    var turn = turn(nodes(), object("a", 7, null, begun()), object("b", 7, null, begun()));
    assertThat(api.bodies()).hasSize(4);
    assertThat(api.bodies().getLast()).contains("\"unschedulable\":true");
    assertThat(turn.again()).contains(Duration.ofSeconds(5));
  }

  private Rollout.Turn turn(Map<String, Node> nodes, PassthroughNode... objects) {
    Map<String, PassthroughNode> byName = new TreeMap<>();
    List.of(objects).forEach(it -> byName.put(it.getMetadata().getName(), it));
    return rollout.turn(() -> new Rollout.Seen(List.of(policy()), nodes, byName));
  }

  private static MaintenanceStatus begun() {
    return MaintenanceStatus.begun("policy", NOW.toString(), 0);
  }

  private static PassthroughPolicy policy() {
    var policy = new PassthroughPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withName("policy").build());
    policy.setSpec(
        new PassthroughPolicySpec(
            new NodeSelector(Map.of(), List.of()),
            0,
            new PolicyTemplate(Mode.Enforce, null, List.of(), List.of()),
            new RolloutSpec(new IntOrString(2), false, null, RolloutSpec.Drain.usual())));
    return policy;
  }

  private static Map<String, Node> nodes() {
    Map<String, Node> nodes = new TreeMap<>();
    for (var name : List.of("a", "b")) {
      nodes.put(
          name,
          new NodeBuilder()
              .withNewMetadata()
              .withName(name)
              .withResourceVersion("1")
              .endMetadata()
              .withNewStatus()
              .addNewCondition()
              .withType("Ready")
              .withStatus("True")
              .endCondition()
              .endStatus()
              .build());
    }
    return nodes;
  }

  /** An object whose devices are held; a grant is a rollout's. */
  private static PassthroughNode object(
      String name, long version, @Nullable String grant, @Nullable MaintenanceStatus record) {
    var object = new PassthroughNode();
    object.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withUid("uid")
            .withResourceVersion(String.valueOf(version))
            .withGeneration(1L)
            .withManagedFields(
                new ManagedFieldsEntryBuilder().withManager(RolloutFields.MANAGER).build())
            .build());
    object.setSpec(
        new PassthroughNodeSpec(Mode.Enforce, HostSpec.asFound(), List.of(), List.of(), grant));
    object.setStatus(
        new PassthroughNodeStatus(
            1L,
            null,
            List.of(),
            List.of(new Condition("Ready", "False", 1L, NOW.toString(), "InUse", "words")),
            null,
            record));
    return object;
  }
}
