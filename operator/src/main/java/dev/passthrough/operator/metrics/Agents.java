package dev.passthrough.operator.metrics;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The agents in numbers, as their DaemonSet counts them: one that is dead says nothing itself. */
final class Agents implements MultiCollector {

  private final Supplier<Optional<DaemonSet>> agents;

  Agents(Supplier<Optional<DaemonSet>> agents) {
    this.agents = agents;
  }

  @Override
  public MetricSnapshots collect() {
    Map<Labels, Integer> counts = new TreeMap<>();
    agents
        .get()
        .flatMap(it -> Optional.ofNullable(it.getStatus()))
        .ifPresent(it -> count(it, counts));
    return MetricSnapshots.of(
        Gauges.of(
            "passthrough_agents",
            "Nodes that are to have an agent, and those of which it is ready.",
            counts));
  }

  private static void count(DaemonSetStatus status, Map<Labels, Integer> counts) {
    counts.put(Labels.of("state", "wanted"), orZero(status.getDesiredNumberScheduled()));
    counts.put(Labels.of("state", "ready"), orZero(status.getNumberReady()));
  }

  private static int orZero(@Nullable Integer count) {
    return count == null ? 0 : count;
  }
}
