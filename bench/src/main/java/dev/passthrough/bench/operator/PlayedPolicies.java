package dev.passthrough.bench.operator;

import dev.passthrough.api.Companions;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.DeviceRequest;
import dev.passthrough.api.DeviceSelector;
import dev.passthrough.api.Mode;
import dev.passthrough.api.NodeSelector;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.PassthroughPolicySpec;
import dev.passthrough.api.PolicyTemplate;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.api.RolloutSpec;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Twenty policies: one for each pool of nodes, and one for every node, which sets the mode and
 * rolls out. Each node has the entries of two.
 */
final class PlayedPolicies {

  private static final int FOR_ALL = 1;
  private static final int ENTRIES = 2;

  private final KubernetesClient client;

  PlayedPolicies(KubernetesClient client) {
    this.client = client;
  }

  void make() {
    Stream.concat(
            IntStream.range(0, PlayedCluster.POOLS)
                .mapToObj(it ->
                    policy("pool-" + it, it, Map.of(PlayedCluster.POOL, "pool-" + it), ENTRIES)),
            IntStream.range(0, FOR_ALL)
                .mapToObj(it -> policy("all-" + it, 100 + it, Map.of(), ENTRIES)))
        .forEach(it -> client.resource(it).create());
  }

  /** Gives every node one more entry. */
  void edit() {
    client
        .resources(PassthroughPolicy.class)
        .withName("all-0")
        .edit(it -> {
          it.setSpec(policy("all-0", 100, Map.of(), ENTRIES + 1).getSpec());
          return it;
        });
  }

  /** The name of the entry that an edit adds. */
  static String added() {
    return entry("all-0", ENTRIES).name();
  }

  /** Whether each of them speaks of its present spec and says that all its nodes are ready. */
  boolean areReady() {
    return client.resources(PassthroughPolicy.class).list().getItems().stream()
        .allMatch(it ->
            it.getStatus() != null
                && Objects.equals(
                    it.getStatus().observedGeneration(), it.getMetadata().getGeneration())
                && Conditions.find(Conditions.current(it), ConditionType.Ready)
                    .filter(ready -> ready.status().equals("True"))
                    .isPresent());
  }

  private static PassthroughPolicy policy(
      String name, int priority, Map<String, String> labels, int entries) {
    boolean first = name.equals("all-0");
    @Nullable Mode mode = first ? Mode.Enforce : null;
    @Nullable RolloutSpec rollout =
        first
            ? new RolloutSpec(new IntOrString("10%"), false, null, RolloutSpec.Drain.usual())
            : null;
    var policy = new PassthroughPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withName(name).build());
    policy.setSpec(
        new PassthroughPolicySpec(
            new NodeSelector(labels, List.of()),
            priority,
            new PolicyTemplate(
                mode,
                null,
                IntStream.range(0, entries).mapToObj(it -> entry(name, it)).toList(),
                List.of()),
            rollout));
    return policy;
  }

  private static ResourceEntry entry(String policy, int number) {
    var name = policy + "-" + (char) ('a' + number);
    var address = "%04x:01:00.0".formatted(name.hashCode() & 0xffff);
    return ResourceEntry.of(
        name,
        "bench.test/" + name,
        new DeviceRequest(
            new DeviceSelector(address, null, null, null, null, null, null), Companions.Together));
  }
}
