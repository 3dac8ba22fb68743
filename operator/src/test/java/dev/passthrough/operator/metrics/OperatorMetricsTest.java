package dev.passthrough.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passthrough.api.Condition;
import dev.passthrough.api.DeviceUse;
import dev.passthrough.api.Mode;
import dev.passthrough.api.NodeSelector;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.PassthroughPolicySpec;
import dev.passthrough.api.PassthroughPolicyStatus;
import dev.passthrough.api.PolicyTemplate;
import dev.passthrough.api.ResourceStatus;
import dev.passthrough.api.RolloutSpec;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.javaoperatorsdk.operator.api.monitoring.Metrics.ControllerExecution;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The operator's metrics")
class OperatorMetricsTest {

  private final List<PassthroughNode> objects = new ArrayList<>();
  private final List<PassthroughPolicy> policies = new ArrayList<>();
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private Optional<DaemonSet> agents = Optional.empty();
  private boolean counts = true;
  private final OperatorMetrics metrics =
      new OperatorMetrics(
          registry,
          new Census(
                  () -> objects,
                  () -> policies,
                  () -> agents,
                  () -> it -> it.getMetadata().getName().equals("c"))
              .where(() -> counts));

  @Test
  @DisplayName(
      "count nodes by mode, condition and reason, devices by resource, and grants that are missing")
  void fleet() throws IOException {
    objects.add(object("a", Mode.Enforce, "AsDesired", "True", "NothingPrivileged"));
    objects.add(object("b", Mode.Enforce, "InUse", "False", "GrantNeeded"));
    objects.add(object("c", Mode.Plan, "InUse", "False", "GrantOutdated"));
    objects.add(new PassthroughNode());
    assertThat(page())
        .contains(
            "passthrough_nodes{condition=\"Ready\",mode=\"Enforce\",reason=\"AsDesired\",status=\"True\"} 1.0",
            "passthrough_nodes{condition=\"Ready\",mode=\"Enforce\",reason=\"InUse\",status=\"False\"} 1.0",
            "passthrough_nodes{condition=\"Ready\",mode=\"Plan\",reason=\"InUse\",status=\"False\"} 1.0",
            "passthrough_fleet_devices{resource=\"a.b/c\",state=\"healthy\"} 6.0",
            "passthrough_fleet_devices{resource=\"a.b/c\",state=\"unhealthy\"} 3.0",
            "passthrough_fleet_devices{resource=\"a.b/c\",state=\"in_use\"} 3.0",
            "passthrough_grants_waiting{by=\"hand\"} 1.0",
            "passthrough_grants_waiting{by=\"rollout\"} 1.0");
    objects.clear();
    assertThat(page())
        .contains(
            "passthrough_grants_waiting{by=\"hand\"} 0.0",
            "passthrough_grants_waiting{by=\"rollout\"} 0.0")
        .doesNotContain("InUse");
  }

  @Test
  @DisplayName("count agents that are missing, which say nothing themselves")
  void agents() throws IOException {
    assertThat(page()).doesNotContain("passthrough_agents{");
    agents =
        Optional.of(
            new DaemonSetBuilder()
                .withNewStatus()
                .withDesiredNumberScheduled(3)
                .withNumberReady(2)
                .endStatus()
                .build());
    assertThat(page())
        .contains(
            "passthrough_agents{state=\"wanted\"} 3.0", "passthrough_agents{state=\"ready\"} 2.0");
  }

  @Test
  @DisplayName("count nothing of the cluster where another replica does")
  void another() throws IOException {
    objects.add(object("a", Mode.Enforce, "AsDesired", "True", "GrantNeeded"));
    agents = Optional.of(new DaemonSetBuilder().withNewStatus().endStatus().build());
    counts = false;
    assertThat(page())
        .contains("passthrough_grants_waiting{by=\"hand\"} 0.0")
        .doesNotContain("passthrough_nodes{", "passthrough_agents{");
  }

  @Test
  @DisplayName("count a policy's nodes, and show its conditions and whether its rollout is paused")
  void policies() throws IOException {
    policies.add(policy("quiet", null));
    policies.add(
        policy(
            "cards", new RolloutSpec(new IntOrString(1), true, null, RolloutSpec.Drain.usual())));
    assertThat(page())
        .contains(
            "passthrough_policy_nodes{policy=\"cards\",state=\"ready\"} 4.0",
            "passthrough_policy_nodes{policy=\"cards\",state=\"waiting\"} 2.0",
            "passthrough_policy_nodes{policy=\"cards\",state=\"failed\"} 1.0",
            "passthrough_policy_condition{condition=\"RolledOut\",policy=\"cards\",reason=\"WaveStopped\",status=\"False\"} 1.0",
            "passthrough_policy_paused{policy=\"cards\"} 1.0")
        .doesNotContain("passthrough_policy_paused{policy=\"quiet\"");
  }

  private static PassthroughPolicy policy(String name, @Nullable RolloutSpec rollout) {
    var policy = new PassthroughPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withName(name).build());
    policy.setSpec(
        new PassthroughPolicySpec(
            new NodeSelector(Map.of(), List.of()),
            0,
            new PolicyTemplate(null, null, List.of(), List.of()),
            rollout));
    policy.setStatus(
        new PassthroughPolicyStatus(
            1L,
            7,
            4,
            2,
            1,
            List.of(),
            List.of(),
            List.of(
                new Condition(
                    "RolledOut", "False", 1L, "2026-01-01T00:00:00Z", "WaveStopped", ""))));
    return policy;
  }

  @Test
  @DisplayName("tell how long looks at objects take, how they end, and who leads")
  void work() throws Exception {
    metrics.timeControllerExecution(execution(() -> "done"));
    assertThatThrownBy(() ->
            metrics.timeControllerExecution(
                execution(() -> {
                  throw new IllegalStateException("no");
                })))
        .hasMessage("no");
    metrics.leads(true);
    metrics.roundFailed("kubevirt");
    assertThat(page())
        .contains(
            "passthrough_operator_reconcile_duration_seconds_count{controller=\"passthroughnode\",outcome=\"done\",work=\"reconcile\"} 1",
            "passthrough_operator_reconcile_duration_seconds_count{controller=\"passthroughnode\",outcome=\"failed\",work=\"reconcile\"} 1",
            "passthrough_operator_rounds_failed_total{round=\"kubevirt\"} 1.0",
            "passthrough_operator_leads 1.0");
  }

  private String page() throws IOException {
    var text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, registry.scrape());
    return text.toString(StandardCharsets.UTF_8);
  }

  private static PassthroughNode object(
      String name, Mode mode, String reason, String status, String privileged) {
    var object = new PassthroughNode();
    object.setMetadata(new ObjectMetaBuilder().withName(name).build());
    object.setSpec(new PassthroughNodeSpec(mode, List.of()));
    var use = DeviceUse.of("0000:01:10.0", "shop/pod");
    object.setStatus(
        new PassthroughNodeStatus(
            1L,
            null,
            List.of(new ResourceStatus("e", "a.b/c", 3, 2, List.of(), List.of(use))),
            List.of(
                new Condition("Ready", status, 1L, "2026-01-01T00:00:00Z", reason, ""),
                new Condition(
                    "PrivilegedWork", "False", 1L, "2026-01-01T00:00:00Z", privileged, ""))));
    return object;
  }

  private static ControllerExecution<String> execution(Callable<String> work) {
    return new ControllerExecution<>() {
      @Override
      public String name() {
        return "reconcile";
      }

      @Override
      public String controllerName() {
        return "passthroughnode";
      }

      @Override
      public String successTypeName(String result) {
        return result;
      }

      @Override
      public io.javaoperatorsdk.operator.processing.event.ResourceID resourceID() {
        return new io.javaoperatorsdk.operator.processing.event.ResourceID("a");
      }

      @Override
      public Map<String, Object> metadata() {
        return Map.of();
      }

      @Override
      public String execute() throws Exception {
        return work.call();
      }
    };
  }
}
