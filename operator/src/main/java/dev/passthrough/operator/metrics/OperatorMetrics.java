package dev.passthrough.operator.metrics;

import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Counts what the operator does and shows what the nodes have. Safe for many threads. */
public final class OperatorMetrics implements Metrics {

  private final Histogram reconciliations;
  private final Counter failedRounds;
  private final Gauge leads;

  /**
   * Registers itself with {@code registry}, once.
   *
   * @param census counted each time that somebody asks
   */
  public OperatorMetrics(PrometheusRegistry registry, Census census) {
    reconciliations =
        Histogram.builder()
            .name("passthrough_operator_reconcile_duration_seconds")
            .help("Looks at one object, by what they were for and how they ended.")
            .labelNames("controller", "work", "outcome")
            .classicUpperBounds(0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10, 30)
            .classicOnly()
            .register(registry);
    failedRounds =
        Counter.builder()
            .name("passthrough_operator_rounds_failed_total")
            .help("Looks at all objects together that failed and are repeated.")
            .labelNames("round")
            .register(registry);
    leads =
        Gauge.builder()
            .name("passthrough_operator_leads")
            .help("1 for the replica that acts, 0 for those that wait.")
            .register(registry);
    registry.register(new Fleet(census));
    registry.register(new Policies(census.policies()));
    registry.register(new Agents(census.agents()));
  }

  /** Whether this replica acts. */
  public void leads(boolean now) {
    leads.set(now ? 1 : 0);
  }

  public void roundFailed(String name) {
    failedRounds.labelValues(name).inc();
  }

  @Override
  public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
    long began = System.nanoTime();
    boolean done = false;
    try {
      T result = execution.execute();
      done = true;
      return result;
    } finally {
      reconciliations
          .labelValues(execution.controllerName(), execution.name(), done ? "done" : "failed")
          .observe((System.nanoTime() - began) / 1e9);
    }
  }
}
