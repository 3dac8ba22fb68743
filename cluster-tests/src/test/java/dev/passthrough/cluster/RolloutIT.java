package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.HostSpec;
import dev.passthrough.api.MaintenanceStatus;
import dev.passthrough.api.Mode;
import dev.passthrough.api.NodeSelector;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.PassthroughPolicySpec;
import dev.passthrough.api.PolicyTemplate;
import dev.passthrough.api.RolloutSpec;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@ClusterTest
@DisplayName("A policy's rollout on a real node")
class RolloutIT {

  private static final String POLICY = "hosts";

  private final Product product;
  private final Path root;
  private String commandLine = "";

  RolloutIT(Product product) {
    this.product = product;
    this.root = product.rig().fixture().root();
  }

  @BeforeEach
  void remember() throws IOException {
    commandLine = Files.readString(root.resolve("proc/cmdline"));
  }

  @AfterEach
  void gone() throws IOException {
    policy().delete();
    eventually("policy and object to be gone")
        .untilAsserted(() -> {
          assertThat(policy().get()).isNull();
          assertThat(product.object(Rig.NODE).get()).isNull();
        });
    Files.writeString(root.resolve("proc/cmdline"), commandLine);
  }

  @Test
  @DisplayName(
      "begins nothing while it is paused; then it grants the plan that is shown, and takes the grant back")
  void grants() throws IOException {
    apply(true);
    eventually("a plan that waits")
        .untilAsserted(() ->
            assertThat(rolledOut())
                .hasValueSatisfying(it -> {
                  assertThat(it.reason()).isEqualTo("Paused");
                  assertThat(it.message()).contains("Waiting: " + Rig.NODE);
                }));
    assertThat(object().getSpec().grant()).isNull();

    apply(false);

    var dropIn = root.resolve("etc/default/grub.d/zz-passthrough.cfg");
    eventually("the plan to be carried out").until(() -> Files.exists(dropIn));
    assertThat(maintenance())
        .hasValueSatisfying(it -> {
          assertThat(it.policy()).isEqualTo(POLICY);
          assertThat(it.grant()).isEqualTo(object().getSpec().grant());
        });

    // What a reboot would bring.
    Files.writeString(root.resolve("proc/cmdline"), commandLine.strip() + " iommu=pt\n");
    eventually("the node to be released")
        .untilAsserted(() -> {
          assertThat(maintenance()).isEmpty();
          assertThat(object().getSpec().grant()).isNull();
          assertThat(rolledOut().map(Condition::status)).hasValue("True");
        });
    var node = product.client().nodes().withName(Rig.NODE).get();
    assertThat(node.getSpec().getUnschedulable()).isNotEqualTo(true);
    assertThat(operatorLog()).doesNotContainIgnoringCase("forbidden");
  }

  private void apply(boolean paused) {
    var policy = new PassthroughPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withName(POLICY).build());
    policy.setSpec(
        new PassthroughPolicySpec(
            new NodeSelector(Map.of("kubernetes.io/hostname", Rig.NODE), List.of()),
            0,
            new PolicyTemplate(
                Mode.Enforce,
                new HostSpec(HostSpec.Iommu.Required, List.of("iommu=pt"), HostSpec.Reboot.Never),
                List.of(),
                List.of()),
            new RolloutSpec(new IntOrString("50%"), paused, null, RolloutSpec.Drain.usual())));
    product.client().resource(policy).serverSideApply();
  }

  private Resource<PassthroughPolicy> policy() {
    return product.client().resources(PassthroughPolicy.class).withName(POLICY);
  }

  private PassthroughNode object() {
    return product.object(Rig.NODE).require();
  }

  private Optional<MaintenanceStatus> maintenance() {
    @Nullable PassthroughNodeStatus status = object().getStatus();
    return Optional.ofNullable(status == null ? null : status.maintenance());
  }

  private Optional<Condition> rolledOut() {
    return Conditions.find(Conditions.current(policy().require()), ConditionType.RolledOut);
  }

  private String operatorLog() {
    return product
        .client()
        .apps()
        .deployments()
        .inNamespace(Product.NAMESPACE)
        .withName("passthrough-operator")
        .getLog();
  }

  private static ConditionFactory eventually(String what) {
    return await(what).atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(300));
  }
}
