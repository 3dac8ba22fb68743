package dev.passthrough.cli.cluster;

import dev.passthrough.api.Condition;
import dev.passthrough.api.NodeSelector;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.PassthroughPolicySpec;
import dev.passthrough.api.PassthroughPolicyStatus;
import dev.passthrough.api.PassthroughPolicyStatus.NodeNote;
import dev.passthrough.api.PolicyTemplate;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;

/** Policies as a cluster shows them, and what of an object is theirs. */
final class Policies {

  private Policies() {}

  static PassthroughPolicy well(String name) {
    return policy(
        name,
        0,
        new PassthroughPolicyStatus(
            1L,
            2,
            2,
            0,
            0,
            List.of(),
            List.of(),
            List.of(condition("Ready", "True", "AsDesired", "Nodes ready: 2."))));
  }

  /** One of whose three nodes failed in a rollout. */
  static PassthroughPolicy stopped(String name) {
    return policy(
        name,
        7,
        new PassthroughPolicyStatus(
            1L,
            3,
            1,
            1,
            1,
            List.of(new NodeNote("worker-3", "GrantNeeded", "its turn comes")),
            List.of(new NodeNote("worker-2", "StepFailed", "no power")),
            List.of(
                condition("Ready", "False", "NodesFailed", "1 of 3 nodes failed"),
                condition("RolledOut", "False", "WaveStopped", "worker-2 failed"))));
  }

  /** {@code manager} owns the entry {@code name}. */
  static ManagedFieldsEntry owner(String manager, String name) {
    var fields = new FieldsV1();
    fields.setAdditionalProperty(
        "f:spec", Map.of("f:resources", Map.of("k:{\"name\":\"%s\"}".formatted(name), Map.of())));
    return new ManagedFieldsEntryBuilder().withManager(manager).withFieldsV1(fields).build();
  }

  private static PassthroughPolicy policy(
      String name, int priority, PassthroughPolicyStatus status) {
    var policy = new PassthroughPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withName(name).build());
    policy.setSpec(
        new PassthroughPolicySpec(
            new NodeSelector(Map.of(), List.of()),
            priority,
            new PolicyTemplate(null, null, List.of(), List.of())));
    policy.setStatus(status);
    return policy;
  }

  private static Condition condition(String type, String status, String reason, String message) {
    return new Condition(type, status, 1L, "2026-01-01T00:00:00Z", reason, message);
  }
}
