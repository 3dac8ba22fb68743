package dev.passthrough.operator.announce;

import dev.passthrough.api.Condition;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.PassthroughPolicyStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;

/** PassthroughNodes and PassthroughPolicies with conditions. */
final class Objects {

  static final String SINCE = "2026-01-05T10:00:00Z";

  private Objects() {}

  static PassthroughNode object(String name, Condition... conditions) {
    var object = new PassthroughNode();
    object.setMetadata(
        new ObjectMetaBuilder().withName(name).withUid("uid-" + name).withGeneration(1L).build());
    object.setStatus(new PassthroughNodeStatus(1L, null, List.of(), List.of(conditions)));
    return object;
  }

  static PassthroughPolicy policy(String name, Condition... conditions) {
    var policy = new PassthroughPolicy();
    policy.setMetadata(
        new ObjectMetaBuilder().withName(name).withUid("uid-" + name).withGeneration(1L).build());
    policy.setStatus(
        new PassthroughPolicyStatus(1L, 0, 0, 0, 0, List.of(), List.of(), List.of(conditions)));
    return policy;
  }

  static Condition condition(String type, String status, String reason) {
    return new Condition(type, status, 1L, SINCE, reason, "what a person needs to know");
  }
}
