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
 */
public record Report(List<Step> done, Map<PciAddress, String> failures) {

  public Report {
    done = List.copyOf(done);
    failures = Collections.unmodifiableMap(new TreeMap<>(failures));
  }

  /** Whether all came about. */
  public boolean ok() {
    return failures.isEmpty();
  }
}
