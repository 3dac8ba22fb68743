package dev.passthrough.operator.metrics;

import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.PassthroughPolicyStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All PassthroughPolicies in numbers, from what their status says when somebody asks. */
final class Policies implements MultiCollector {

  private final Supplier<List<PassthroughPolicy>> policies;

  Policies(Supplier<List<PassthroughPolicy>> policies) {
    this.policies = policies;
  }

  @Override
  public MetricSnapshots collect() {
    Map<Labels, Integer> nodes = new TreeMap<>();
    Map<Labels, Integer> conditions = new TreeMap<>();
    Map<Labels, Integer> paused = new TreeMap<>();
    for (var policy : policies.get()) {
      var name = policy.getMetadata().getName();
      @Nullable PassthroughPolicyStatus status = policy.getStatus();
      if (status != null) {
        nodes.put(Labels.of("policy", name, "state", "ready"), status.ready());
        nodes.put(Labels.of("policy", name, "state", "waiting"), status.waiting());
        nodes.put(Labels.of("policy", name, "state", "failed"), status.failed());
      }
      for (var it : Conditions.current(policy)) {
        conditions.put(
            Labels.of(
                "policy",
                name,
                "condition",
                it.type(),
                "status",
                it.status(),
                "reason",
                it.reason()),
            1);
      }
      var rollout = policy.getSpec().rollout();
      if (rollout != null) {
        paused.put(Labels.of("policy", name), rollout.paused() ? 1 : 0);
      }
    }
    return MetricSnapshots.of(
        Gauges.of("passthrough_policy_nodes", "Nodes of a policy by how they stand.", nodes),
        Gauges.of(
            "passthrough_policy_condition",
            "1 for each condition of a policy, by its status and its reason.",
            conditions),
        Gauges.of(
            "passthrough_policy_paused",
            "1 while a policy's rollout is paused, else 0; absent without a rollout.",
            paused));
  }
}
