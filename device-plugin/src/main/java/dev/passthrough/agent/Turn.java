package dev.passthrough.agent;

import dev.passthrough.host.plan.Plan;
import dev.passthrough.kubelet.OfferedResource;
import dev.passthrough.kubelet.ResourceState;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one turn of the loop came to.
 *
 * @param plan what is still to be changed at its end; empty of steps once the host is as asked
 * @param failures a sentence for each step that failed
 * @param offered what kubelet is told
 * @param held names of resources that are ready and kept back until KubeVirt is told of them
 * @param holders who has which device, where kubelet says it: by address or UUID, {@code
 *     namespace/pod}
 * @param warnings what is worth knowing and in nobody's way, as clauses
 * @param states how far kubelet has taken it, by resource name
 */
record Turn(
    Plan plan,
    List<String> failures,
    List<OfferedResource> offered,
    Set<String> held,
    Map<String, String> holders,
    List<String> warnings,
    Map<String, ResourceState> states) {

  Turn {
    failures = List.copyOf(failures);
    offered = List.copyOf(offered);
    held = Collections.unmodifiableSortedSet(new TreeSet<>(held));
    holders = Map.copyOf(holders);
    warnings = List.copyOf(warnings);
    states = Map.copyOf(states);
  }
}
