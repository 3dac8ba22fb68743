package dev.passthrough.operator.metrics;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;

/** Gauges of what was counted just now. */
final class Gauges {

  private Gauges() {}

  static GaugeSnapshot of(String name, String help, Map<Labels, Integer> counts) {
    var gauge = GaugeSnapshot.builder().name(name).help(help);
    counts.forEach((labels, count) ->
        gauge.dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(count).build()));
    return gauge.build();
  }
}
