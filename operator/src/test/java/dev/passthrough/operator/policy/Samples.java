package dev.passthrough.operator.policy;

import dev.passthrough.api.Mode;
import dev.passthrough.api.NodeSelector;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.PassthroughPolicySpec;
import dev.passthrough.api.PhysicalFunctionSelector;
import dev.passthrough.api.PolicyTemplate;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.api.VirtualFunctions;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Policies and entries, as short as they can be. */
final class Samples {

  private Samples() {}

  /** An entry that differs from another of its name by {@code count}. */
  static ResourceEntry entry(String name, int count) {
    return ResourceEntry.of(
        name,
        "intel.com/" + name,
        new VirtualFunctions(new PhysicalFunctionSelector("0000:01:00.0"), count));
  }

  /** What {@code policies} make of a node with {@code labels}. */
  static Rendering rendering(Collection<PassthroughPolicy> policies, Map<String, String> labels) {
    return Rendering.of(
        policies.stream().filter(it -> it.getSpec().nodeSelector().matches(labels)).toList());
  }

  static PassthroughPolicy policy(
      String name,
      int priority,
      Map<String, String> labels,
      @Nullable Mode mode,
      ResourceEntry... entries) {
    var policy = new PassthroughPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withName(name).withGeneration(1L).build());
    policy.setSpec(
        new PassthroughPolicySpec(
            new NodeSelector(labels, List.of()),
            priority,
            new PolicyTemplate(mode, null, List.of(entries), List.of())));
    return policy;
  }
}
