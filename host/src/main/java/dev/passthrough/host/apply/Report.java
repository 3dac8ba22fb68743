package dev.passthrough.host.apply;

import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Step;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of a plan.
 *
 * @param done the steps that came about, in order
 * @param failures for each card of which a step did not come about, what a person needs to know
 * @param hostFailures the same for steps on the host itself
 * @param leftOut steps that need a host that runs, where it is a folder of files
 */
public record Report(
    List<Step> done,
    Map<PciAddress, String> failures,
    List<String> hostFailures,
    List<Step> leftOut) {

  public Report {
    done = List.copyOf(done);
    failures = Collections.unmodifiableMap(new TreeMap<>(failures));
    hostFailures = List.copyOf(hostFailures);
    leftOut = List.copyOf(leftOut);
  }

  /** Of a plan that had nothing to do. */
  static Report nothing() {
    return new Report(List.of(), Map.of(), List.of(), List.of());
  }

  /** Of steps that need a host that runs, where it is a folder of files. */
  public static Report leftOut(List<Step> steps) {
    return new Report(List.of(), Map.of(), List.of(), steps);
  }

  /** What became of the parts of one plan. */
  public static Report together(List<Report> parts) {
    var failures = new TreeMap<PciAddress, String>();
    parts.forEach(it -> failures.putAll(it.failures()));
    return new Report(
        parts.stream().flatMap(it -> it.done().stream()).toList(),
        failures,
        parts.stream().flatMap(it -> it.hostFailures().stream()).toList(),
        parts.stream().flatMap(it -> it.leftOut().stream()).toList());
  }

  /** Whether all came about. */
  public boolean ok() {
    return failures.isEmpty() && hostFailures.isEmpty();
  }
}
