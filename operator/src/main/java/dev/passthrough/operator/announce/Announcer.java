package dev.passthrough.operator.announce;

import dev.passthrough.api.Condition;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.operator.agent.NodeLabels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Says what is new of all objects, once. Not for several threads. */
public final class Announcer implements Runnable {

  private final Supplier<List<PassthroughNode>> objects;
  private final Supplier<List<Node>> nodes;
  private final Supplier<List<PassthroughPolicy>> policies;
  private final NodeLabels labels;
  private final Warnings events;
  private final Clock clock;
  private Map<String, List<Condition>> before = new HashMap<>();

  public Announcer(
      KubernetesClient client,
      Supplier<List<PassthroughNode>> objects,
      Supplier<List<Node>> nodes,
      Supplier<List<PassthroughPolicy>> policies,
      Warnings events,
      Clock clock) {
    this.objects = objects;
    this.nodes = nodes;
    this.policies = policies;
    this.labels = new NodeLabels(client);
    this.events = events;
    this.clock = clock;
  }

  /**
   * What the API server refuses of one object is tried again in the next round, and holds up none
   * of the others.
   *
   * @throws KubernetesClientException if something was refused, or the API server does not answer
   */
  @Override
  public void run() {
    var refused = new ArrayList<KubernetesClientException>();
    var all = objects.get();
    ReadyLabel.changes(all, nodes.get())
        .forEach((node, value) -> attempt(() -> labels.set(node, ReadyLabel.KEY, value), refused));
    var seen = new HashMap<String, List<Condition>>();
    for (var object : all) {
      announce(
          object,
          Conditions.current(object),
          it -> News.of(object, it, clock.instant()),
          seen,
          refused);
    }
    for (var policy : policies.get()) {
      announce(
          policy,
          Conditions.current(policy),
          it -> News.of(policy, it, clock.instant()),
          seen,
          refused);
    }
    before = seen;
    if (!refused.isEmpty()) {
      throw refused.getFirst();
    }
  }

  /**
   * @param seen gets what is known to have been told
   */
  private void announce(
      HasMetadata object,
      List<Condition> now,
      Function<Optional<List<Condition>>, List<News>> news,
      Map<String, List<Condition>> seen,
      List<KubernetesClientException> refused) {
    var key = key(object);
    var earlier = Optional.ofNullable(before.get(key));
    if (attempt(() -> news.apply(earlier).forEach(events::tell), refused)) {
      seen.put(key, now);
    } else {
      earlier.ifPresent(it -> seen.put(key, it));
    }
  }

  /** Whether it was done; one that gets no answer is thrown: the next would get none either. */
  private static boolean attempt(Runnable work, List<KubernetesClientException> refused) {
    try {
      work.run();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() <= 0) {
        throw e;
      }
      refused.add(e);
      return false;
    }
  }

  private static String key(HasMetadata object) {
    var metadata = object.getMetadata();
    return "%s/%s/%s".formatted(object.getKind(), metadata.getName(), metadata.getUid());
  }
}
