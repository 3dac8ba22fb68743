package dev.passthrough.operator.announce;

import dev.passthrough.api.Condition;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.operator.agent.NodeLabels;
import dev.passthrough.operator.node.KnownObjects;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what is new of all objects, once. Not for several threads. */
public final class Announcer implements Runnable {

  private final KubernetesClient client;
  private final KnownObjects known;
  private final NodeLabels labels;
  private final String instance;
  private final Clock clock;
  private Map<String, List<Condition>> before = new HashMap<>();

  /**
   * @param instance which replica this is
   */
  public Announcer(KubernetesClient client, KnownObjects known, String instance, Clock clock) {
    this.client = client;
    this.known = known;
    this.labels = new NodeLabels(client);
    this.instance = instance;
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
        Events.of(news, instance, now).forEach(this::tell);
      }
      seen.put(key, Conditions.current(object));
    }
    before = seen;
  }

  /** One that is there already was told before, perhaps by another replica. */
  private void tell(Event event) {
    try {
      client.events().v1().events().inNamespace(Events.NAMESPACE).resource(event).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }
}
