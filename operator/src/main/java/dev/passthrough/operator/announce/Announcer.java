package dev.passthrough.operator.announce;

import dev.passthrough.api.Condition;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.operator.agent.NodeLabels;
import dev.passthrough.operator.node.KnownObjects;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what is new of all objects, once. Not for several threads. */
public final class Announcer implements Runnable {

  private final KnownObjects known;
  private final NodeLabels labels;
  private final Warnings events;
  private final Clock clock;
  private Map<String, List<Condition>> before = new HashMap<>();

  public Announcer(KubernetesClient client, KnownObjects known, Warnings events, Clock clock) {
    this.known = known;
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
    for (PassthroughNode object : objects) {
      var key = object.getMetadata().getName() + "/" + object.getMetadata().getUid();
      var now = clock.instant();
      for (var news : News.of(object, Optional.ofNullable(before.get(key)), now)) {
        events.tell(news);
      }
      seen.put(key, Conditions.current(object));
    }
    before = seen;
  }
}
