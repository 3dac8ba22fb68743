package dev.passthrough.operator.metrics;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.Reason;
import dev.passthrough.api.ResourceStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All PassthroughNodes in numbers, counted when somebody asks. */
final class Fleet implements MultiCollector {

  private static final Set<String> WAITING =
      Set.of(Reason.GrantNeeded.name(), Reason.GrantOutdated.name());

  private static final Labels BY_HAND = Labels.of("by", "hand");
  private static final Labels BY_ROLLOUT = Labels.of("by", "rollout");

  private final Census census;

  Fleet(Census census) {
    this.census = census;
  }

  @Override
  public MetricSnapshots collect() {
    var conditions = new TreeMap<Labels, Integer>();
    var devices = new TreeMap<Labels, Integer>();
    var grants = new TreeMap<>(Map.of(BY_HAND, 0, BY_ROLLOUT, 0));
    var rolledOut = census.rolledOut().get();
    for (var object : census.objects().get()) {
      for (Condition it : Conditions.current(object)) {
        var labels =
            Labels.of(
                "mode",
                mode(object).name(),
                "condition",
                it.type(),
                "status",
                it.status(),
                "reason",
                it.reason());
        conditions.merge(labels, 1, Integer::sum);
      }
      for (var resource : resources(object)) {
        add(devices, resource, "healthy", resource.allocatable());
        add(devices, resource, "unhealthy", resource.capacity() - resource.allocatable());
        add(devices, resource, "in_use", resource.inUse().size());
      }
      if (waits(object)) {
        grants.merge(rolledOut.test(object) ? BY_ROLLOUT : BY_HAND, 1, Integer::sum);
      }
    }
    return MetricSnapshots.of(
        Gauges.of(
            "passthrough_nodes",
            "PassthroughNodes by mode, condition, its status and its reason.",
            conditions),
        Gauges.of("passthrough_fleet_devices", "Devices of all nodes.", devices),
        Gauges.of(
            "passthrough_grants_waiting",
            "Nodes on which a plan waits for spec.grant, by whose it is to give.",
            grants));
  }

  private static Mode mode(PassthroughNode object) {
    return object.getSpec() == null ? Mode.Observe : object.getSpec().mode();
  }

  private static boolean waits(PassthroughNode object) {
    return Conditions.find(Conditions.current(object), ConditionType.PrivilegedWork)
        .filter(it -> WAITING.contains(it.reason()))
        .isPresent();
  }

  private static List<ResourceStatus> resources(PassthroughNode object) {
    return object.getStatus() == null ? List.of() : object.getStatus().resources();
  }

  private static void add(
      Map<Labels, Integer> counts, ResourceStatus resource, String state, int count) {
    counts.merge(
        Labels.of("resource", resource.resourceName(), "state", state), count, Integer::sum);
  }
}
