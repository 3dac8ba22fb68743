package dev.passthrough.operator.announce;

import dev.passthrough.api.Condition;
import dev.passthrough.api.Conditions;
import dev.passthrough.operator.agent.NodeLabels;
import dev.passthrough.operator.node.KnownObjects;
import dev.passthrough.operator.policy.KnownPolicies;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what is new of all objects, once. Not for several threads. */
public final class Announcer implements Runnable {

  private final KnownObjects known;
  private final KnownPolicies policies;
  private final NodeLabels labels;
  private final Warnings events;
  private final Clock clock;
  private Map<String, List<Condition>> before = new HashMap<>();

  public Announcer(
      KubernetesClient client,
      KnownObjects known,
      KnownPolicies policies,
      Warnings events,
      Clock clock) {
    this.known = known;
    this.policies = policies;
    this.labels = new NodeLabels(client);
    this.events = events;
    this.clock = clock;
  }

  @Override
  public void run() {
    var objects = known.all();
    ReadyLabel.changes(objects, known.nodes())
        .forEach((node, value) -> labels.set(node, ReadyLabel.KEY, value));
    var seen = new HashMap<String, List<Condition>>();
    for (var object : objects) {
      var key = key(object);
      News.of(object, Optional.ofNullable(before.get(key)), clock.instant()).forEach(events::tell);
      seen.put(key, Conditions.current(object));
    }
    for (var policy : policies.all()) {
      var key = key(policy);
      News.of(policy, Optional.ofNullable(before.get(key)), clock.instant()).forEach(events::tell);
      seen.put(key, Conditions.current(policy));
    }
    before = seen;
  }

  private static String key(HasMetadata object) {
    var metadata = object.getMetadata();
    return "%s/%s/%s".formatted(object.getKind(), metadata.getName(), metadata.getUid());
  }
}
