package dev.passthrough.agent;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.kubelet.DeviceUnit;
import dev.passthrough.kubelet.Health;
import dev.passthrough.kubelet.KubeletPlugins;
import dev.passthrough.kubelet.OfferedResource;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What kubelet is told. Before a device that it may hand out is taken from the host it is recalled,
 * and kubelet has a moment to stop. For the loop's thread.
 */
final class Offering {

  /** How long kubelet may hand out a device after it was told not to. */
  static final Duration RECALL = Duration.ofSeconds(1);

  private static final Logger logger = LoggerFactory.getLogger(Offering.class);

  private final KubeletPlugins plugins;
  private final LongSupplier nanoTime;

  /** Since when kubelet has been told of it, by id; empty until then. */
  private final Map<String, OptionalLong> recalled = new HashMap<>();

  /** What was offered last, as if nothing of it was recalled. */
  private List<OfferedResource> ready = List.of();

  private List<OfferedResource> resources = List.of();

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  Offering(KubeletPlugins plugins, LongSupplier nanoTime) {
    this.plugins = plugins;
    this.nanoTime = nanoTime;
  }

  List<OfferedResource> resources() {
    return resources;
  }

  /** The ids that kubelet has: from the agent before this one until this one has told it any. */
  Set<String> listed(PassthroughNode node) {
    return resources.isEmpty() ? new Told(node).devices() : Advertisement.ids(resources);
  }

  /**
   * Offers {@code ready}, what is recalled as that.
   *
   * @param seen when the host was read for them
   */
  void offer(List<OfferedResource> ready, long seen) {
    this.ready = ready;
    var next = ready.stream().map(it -> it.withUnits(marked(it.units()))).toList();
    if (!next.equals(resources)) {
      next.stream()
          .filter(it -> !resources.contains(it))
          .forEach(it -> logger.info("Offering {} × {}", it.units().size(), it.resourceName()));
      resources = next;
    }
    plugins.offer(next, seen);
    var told = OptionalLong.of(nanoTime.getAsLong());
    recalled.replaceAll((_, since) -> since.isPresent() ? since : told);
  }

  /**
   * Offers again what was recalled for a change that did not come about. Whatever that left of it
   * is looked at.
   *
   * @param seen when the host was read for what was offered last
   */
  void offerAgain(long seen) {
    recall(Set.of());
    offer(ready, seen);
    Advertisement.ids(ready).forEach(plugins::look);
  }

  private List<DeviceUnit> marked(List<DeviceUnit> units) {
    return units.stream()
        .map(it -> recalled.containsKey(it.id()) ? it.withHealth(recalled(it.health())) : it)
        .toList();
  }

  /** What no look at the device can lift. */
  private static Health recalled(Health health) {
    return switch (health) {
      case Health.Healthy _ -> Health.RECALLED;
      case Health.Unhealthy sick -> Health.unhealthy(sick.cause());
      case Health.Recalled it -> it;
    };
  }

  /**
   * Those of {@code node}'s listed ids that {@code plan} takes away: one that is not well may be
   * found well in the midst of it. What is recalled already is among them, listed or not: kubelet
   * may just have been told.
   */
  Set<String> takenBy(Plan plan, Snapshot snapshot, PassthroughNode node) {
    var taken = plan.disturbed(snapshot);
    var ids = new HashSet<>(listed(node));
    ids.retainAll(taken);
    ready.stream()
        .flatMap(it -> it.units().stream())
        .filter(it -> it.companions().stream().anyMatch(taken::contains))
        .forEach(it -> ids.add(it.id()));
    ids.addAll(recalled.keySet());
    return ids;
  }

  /** Makes {@code ids} all that is recalled: what was so before has been since then. */
  void recall(Set<String> ids) {
    recalled.keySet().retainAll(ids);
    ids.forEach(it -> recalled.putIfAbsent(it, OptionalLong.empty()));
  }

  /** How long kubelet may still hand out what is recalled, once it was told; zero if it may not. */
  Duration left() {
    long now = nanoTime.getAsLong();
    return recalled.values().stream()
        .map(it -> it.isPresent() ? RECALL.minusNanos(now - it.getAsLong()) : RECALL)
        .filter(Duration::isPositive)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}
