package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.Mode;
import dev.passthrough.api.NodeSelector;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.PassthroughPolicySpec;
import dev.passthrough.api.PassthroughPolicyStatus;
import dev.passthrough.api.PhysicalFunctionSelector;
import dev.passthrough.api.PolicyTemplate;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.api.VirtualFunctions;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** On Nodes that no kubelet stands behind: their objects are rendered, and nothing runs there. */
@ClusterTest
@DisplayName("Policies on a real API server")
class PoliciesIT {

  private static final String LABEL = "example.org/pool";
  private static final List<String> NODES = List.of("paper-1", "paper-2");

  private final Product product;

  PoliciesIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void nodes() {
    NODES.forEach(it -> product.client().resource(paper(it)).create());
  }

  @AfterEach
  void gone() {
    product.client().resources(PassthroughPolicy.class).delete();
    eventually("the policies to be gone")
        .until(
            () -> product.client().resources(PassthroughPolicy.class).list().getItems().isEmpty());
    NODES.forEach(it -> product.client().nodes().withName(it).delete());
    NODES.forEach(it -> product.object(it).delete());
    eventually("the objects to be gone")
        .until(() -> NODES.stream().allMatch(it -> product.object(it).get() == null));
    product.forgetPodsOn(Set.copyOf(NODES));
  }

  @Test
  @DisplayName("render into the objects of the nodes they choose, each as its own field manager")
  void ownership() {
    apply("cards", 0, template(Mode.Plan, entry("card", 1)));
    apply("nics", 0, template(null, entry("nic", 2)));

    for (var node : NODES) {
      says(node, "card", 1);
      says(node, "nic", 2);
      assertThat(object(node).getSpec().mode()).isEqualTo(Mode.Plan);
      assertThat(managers(node)).contains("passthrough-policy/cards", "passthrough-policy/nics");
    }
    eventually("the policy to count its nodes")
        .until(() -> status("cards").map(PassthroughPolicyStatus::matched).equals(Optional.of(2)));
  }

  @Test
  @DisplayName("leave with their entries only, and take an object that was made for them along")
  void removal() {
    apply("cards", 0, template(Mode.Plan, entry("card", 1)));
    apply("nics", 0, template(null, entry("nic", 2)));
    NODES.forEach(it -> says(it, "card", 1));
    NODES.forEach(it -> says(it, "nic", 2));

    policy("cards").delete();
    eventually("cards to be gone").until(() -> policy("cards").get() == null);
    NODES.forEach(it -> doesNotSay(it, "card"));
    NODES.forEach(it -> says(it, "nic", 2));

    relabel("paper-1", "elsewhere");
    eventually("the object of the relabelled node to go")
        .until(() -> product.object("paper-1").get() == null || isGoing("paper-1"));
    says("paper-2", "nic", 2);
  }

  @Test
  @DisplayName("leave an object that a hand has something in")
  void handStays() {
    product
        .client()
        .resource(named("paper-1"))
        .patch(applied("hand"), body("paper-1", "by-hand", 3));
    apply("nics", 0, template(null, entry("nic", 2)));
    NODES.forEach(it -> says(it, "nic", 2));

    policy("nics").delete();

    eventually("the policy to be gone").until(() -> policy("nics").get() == null);
    doesNotSay("paper-1", "nic");
    says("paper-1", "by-hand", 3);
    assertThat(isGoing("paper-1")).isFalse();
  }

  @Test
  @DisplayName("meet a hand in the API server's own conflict: both owners and the field are named")
  void handAndPolicy() {
    product.client().resource(named("paper-1")).patch(applied("hand"), body("paper-1", "nic", 3));

    apply("nics", 0, template(Mode.Plan, entry("nic", 2), entry("other", 1)));

    eventually("the conflict to be told")
        .untilAsserted(() -> {
          assertThat(rendered("nics").map(Condition::reason)).hasValue("RenderConflict");
          assertThat(rendered("nics").map(Condition::message).orElse(""))
              .contains("policy nics", "\"hand\"", "resources[name=\"nic\"]", "count");
        });
    says("paper-1", "nic", 3);
    says("paper-1", "other", 1);
    says("paper-2", "nic", 2);
  }

  @Test
  @DisplayName("of equal priority that want the same: the first has it, the second names it")
  void equalPriority() {
    apply("first", 0, template(null, entry("nic", 1)));
    NODES.forEach(it -> says(it, "nic", 1));
    apply("second", 0, template(null, entry("nic", 2)));

    eventually("the conflict to be told")
        .untilAsserted(() ->
            assertThat(rendered("second").map(Condition::message).orElse(""))
                .contains("policy second", "passthrough-policy/first"));
    NODES.forEach(it -> says(it, "nic", 1));
  }

  @Test
  @DisplayName("of higher priority take over, and give back, without the entry ever being absent")
  void priority() {
    apply("low", 0, template(null, entry("nic", 1)));
    NODES.forEach(it -> says(it, "nic", 1));
    var absences = new Absences(product, "nic");
    try (absences) {
      apply("high", 10, template(null, entry("nic", 2)));
      NODES.forEach(it -> says(it, "nic", 2));
      eventually("the lower one to say so")
          .untilAsserted(() -> {
            assertThat(rendered("low").map(Condition::reason)).hasValue("Outranked");
            assertThat(managers("paper-1")).contains("passthrough-policy/high");
          });

      policy("high").delete();
      eventually("the higher one to be gone").until(() -> policy("high").get() == null);
      NODES.forEach(it -> says(it, "nic", 1));
    }
    assertThat(absences.seen()).as("moments without the entry").isEmpty();
  }

  @Test
  @DisplayName("that the API server does not take are told its words")
  void refused() {
    apply("first", 0, template(null, entry("nic", 1)));
    NODES.forEach(it -> says(it, "nic", 1));
    var collides =
        ResourceEntry.of(
            "other",
            "intel/com.nic",
            new VirtualFunctions(new PhysicalFunctionSelector("0000:02:00.0"), 1));

    apply("second", 0, template(null, collides));

    eventually("the refusal to be told")
        .untilAsserted(() -> {
          assertThat(rendered("second").map(Condition::reason)).hasValue("RenderRefused");
          assertThat(rendered("second").map(Condition::message).orElse(""))
              .contains("same environment variable");
        });
  }

  private void says(String node, String entry, int count) {
    eventually("%s to say %s=%d".formatted(node, entry, count))
        .untilAsserted(() ->
            assertThat(product.object(node).require().getSpec().resources())
                .as("what %s says", node)
                .contains(entry(entry, count)));
  }

  private void doesNotSay(String node, String entry) {
    eventually("%s to say nothing of %s".formatted(node, entry))
        .untilAsserted(() ->
            assertThat(object(node).getSpec().resources())
                .noneMatch(it -> it.name().equals(entry)));
  }

  private boolean isGoing(String node) {
    return object(node).isMarkedForDeletion();
  }

  private PassthroughNode object(String node) {
    return product.object(node).require();
  }

  private List<String> managers(String node) {
    return object(node).getMetadata().getManagedFields().stream()
        .map(ManagedFieldsEntry::getManager)
        .toList();
  }

  private Resource<PassthroughPolicy> policy(String name) {
    return product.client().resources(PassthroughPolicy.class).withName(name);
  }

  private Optional<PassthroughPolicyStatus> status(String name) {
    return Optional.ofNullable(policy(name).require().getStatus());
  }

  private Optional<Condition> rendered(String name) {
    return Conditions.find(Conditions.current(policy(name).require()), ConditionType.Rendered);
  }

  private void apply(String name, int priority, PolicyTemplate template) {
    var policy = new PassthroughPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withName(name).build());
    policy.setSpec(
        new PassthroughPolicySpec(
            new NodeSelector(Map.of(LABEL, "paper"), List.of()), priority, template));
    product.client().resource(policy).serverSideApply();
  }

  private void relabel(String node, String pool) {
    product
        .client()
        .nodes()
        .withName(node)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"labels\":{\"%s\":\"%s\"}}}".formatted(LABEL, pool));
  }

  private static Node paper(String name) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels(LABEL, "paper")
        .endMetadata()
        .build();
  }

  private static PolicyTemplate template(@Nullable Mode mode, ResourceEntry... entries) {
    return new PolicyTemplate(mode, null, List.of(entries), List.of());
  }

  private static ResourceEntry entry(String name, int count) {
    var slot = Math.floorMod(name.hashCode(), 200) + 3;
    return ResourceEntry.of(
        name,
        "intel.com/" + name,
        new VirtualFunctions(
            new PhysicalFunctionSelector("0000:%02x:00.0".formatted(slot)), count));
  }

  private static PassthroughNode named(String name) {
    var object = new PassthroughNode();
    object.setMetadata(new ObjectMetaBuilder().withName(name).build());
    return object;
  }

  private static PatchContext applied(String manager) {
    return new PatchContext.Builder()
        .withPatchType(PatchType.SERVER_SIDE_APPLY)
        .withFieldManager(manager)
        .build();
  }

  private static String body(String node, String entry, int count) {
    return Serialization.asJson(
        Map.of(
            "apiVersion",
            "passthrough.dev/v1alpha1",
            "kind",
            "PassthroughNode",
            "metadata",
            Map.of("name", node),
            "spec",
            Map.of("resources", List.of(entry(entry, count)))));
  }

  private static ConditionFactory eventually(String what) {
    return await(what)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions();
  }
}
