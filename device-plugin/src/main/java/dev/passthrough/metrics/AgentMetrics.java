package dev.passthrough.metrics;

import dev.passthrough.agent.TurnObserver;
import dev.passthrough.api.Condition;
import dev.passthrough.api.DeviceUse;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.kubelet.DeviceUnit;
import dev.passthrough.kubelet.Health;
import dev.passthrough.kubelet.ResourceState;
import dev.passthrough.kubelet.StateObserver;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Optional;

/** Counts what an agent does and shows what its node has. Safe for many threads. */
public final class AgentMetrics implements StateObserver, TurnObserver {

  private final Gauge devices;
  private final Gauge registered;
  private final Gauge inUse;
  private final Gauge conditions;
  private final Gauge planned;
  private final Counter allocations;
  private final Counter refusals;
  private final Counter changes;
  private final Counter failedTurns;
  private final Histogram turns;
  private final Histogram plans;
  private final Histogram applied;

  /** Registers itself with {@code registry}, once. */
  public AgentMetrics(PrometheusRegistry registry) {
    devices =
        gauge("passthrough_devices", "Devices advertised to kubelet.", "resource", "health")
            .register(registry);
    registered =
        gauge("passthrough_resource_registered", "1 while kubelet holds the list.", "resource")
            .register(registry);
    inUse =
        gauge(
                "passthrough_device_in_use",
                "1 for each device that a pod has.",
                "resource",
                "device",
                "namespace",
                "pod",
                "virtual_machine")
            .register(registry);
    conditions =
        gauge("passthrough_condition", "1 if the condition is True.", "type", "reason")
            .register(registry);
    planned =
        gauge("passthrough_plan_steps", "Steps that are still to be carried out.")
            .register(registry);
    allocations =
        counter("passthrough_allocations_total", "Devices handed out.", "resource")
            .register(registry);
    refusals =
        counter(
                "passthrough_allocations_refused_total",
                "Requests for devices that were refused.",
                "resource",
                "reason")
            .register(registry);
    changes =
        counter(
                "passthrough_device_health_changes_total",
                "Devices that became healthy or unhealthy.",
                "resource",
                "health")
            .register(registry);
    failedTurns =
        counter("passthrough_turns_failed_total", "Turns of the agent's loop that failed.")
            .register(registry);
    turns =
        duration(
                "passthrough_turn_duration_seconds",
                "Turns of the agent's loop: observe, plan, apply, advertise, report.")
            .register(registry);
    plans =
        duration("passthrough_plan_duration_seconds", "Looks at the host, each until its plan.")
            .register(registry);
    applied =
        duration("passthrough_apply_duration_seconds", "Plans that were carried out.", "outcome")
            .register(registry);
  }

  @Override
  public void changed(String resource, ResourceState state) {
    // A series that begins with one shows no increase to an alert.
    REFUSALS.forEach(it -> refusals.initLabelValues(resource, it));
    switch (state) {
      case ResourceState.Registered it -> {
        registered.labelValues(resource).set(1);
        devices.labelValues(resource, "healthy").set(it.healthy());
        devices.labelValues(resource, "unhealthy").set(it.units() - it.healthy());
      }
      case ResourceState.Registering _,
          ResourceState.Refused _,
          ResourceState.KubeletAbsent _,
          ResourceState.Unfit _ ->
          registered.labelValues(resource).set(0);
    }
  }

  @Override
  public void turned(String resource, DeviceUnit unit) {
    changes
        .labelValues(resource, unit.health() instanceof Health.Healthy ? "healthy" : "unhealthy")
        .inc();
  }

  @Override
  public void withdrawn(String resource) {
    registered.remove(resource);
    devices.remove(resource, "healthy");
    devices.remove(resource, "unhealthy");
    REFUSALS.forEach(it -> refusals.remove(resource, it));
  }

  @Override
  public void allocated(String resource, int units) {
    allocations.labelValues(resource).inc(units);
  }

  @Override
  public void refused(String resource, String reason, String sentence) {
    refusals.labelValues(resource, reason).inc();
  }

  @Override
  public void planned(Duration took) {
    plans.observe(seconds(took));
  }

  @Override
  public void applied(Duration took, boolean failed) {
    applied.labelValues(failed ? "failed" : "done").observe(seconds(took));
  }

  @Override
  public void ended(PassthroughNodeStatus status, Duration took) {
    turns.observe(seconds(took));
    planned.set(status.plan() == null ? 0 : status.plan().steps().size());
    conditions.clear();
    for (Condition it : status.conditions()) {
      conditions.labelValues(it.type(), it.reason()).set(it.status().equals("True") ? 1 : 0);
    }
    inUse.clear();
    status
        .resources()
        .forEach(resource ->
            resource
                .inUse()
                .forEach(use -> inUse.labelValues(labels(resource.resourceName(), use)).set(1)));
  }

  @Override
  public void failed() {
    failedTurns.inc();
  }

  private static String[] labels(String resource, DeviceUse use) {
    int slash = use.pod().indexOf('/');
    return new String[] {
      resource,
      use.device(),
      use.pod().substring(0, Math.max(slash, 0)),
      use.pod().substring(slash + 1),
      Optional.ofNullable(use.virtualMachine()).orElse("")
    };
  }

  private static double seconds(Duration took) {
    return took.toNanos() / 1e9;
  }

  private static Histogram.Builder duration(String name, String help, String... labels) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .classicUpperBounds(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
        .classicOnly();
  }

  private static Gauge.Builder gauge(String name, String help, String... labels) {
    return Gauge.builder().name(name).help(help).labelNames(labels);
  }

  private static Counter.Builder counter(String name, String help, String... labels) {
    return Counter.builder().name(name).help(help).labelNames(labels);
  }
}
