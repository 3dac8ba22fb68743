package dev.passthrough.host.plan;

import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.use.HostUse;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A host at one moment, as far as it could be seen.
 *
 * @param node what it is called in the cluster; empty where nobody said
 * @param holders who has which device now, such as a pod: by address, or by UUID for a mediated
 *     device. What is in it is never disturbed
 * @param privileged whether whoever plans can have the host's own programs run, as root can
 */
public record Observed(
    String node, Snapshot snapshot, HostUse use, Map<String, String> holders, boolean privileged) {

  public Observed {
    holders = Map.copyOf(holders);
  }

  /** As root sees it. */
  public Observed(String node, Snapshot snapshot, HostUse use, Map<String, String> holders) {
    this(node, snapshot, use, holders, true);
  }

  /** A host that does nothing with its devices, as far as anyone knows. */
  public static Observed idle(Snapshot snapshot) {
    return new Observed("", snapshot, HostUse.nothing(), Map.of());
  }

  /** Those of {@code devices} that somebody has, each with who: {@code 0000:01:10.2 by a/vm}. */
  List<String> held(Collection<String> devices) {
    return devices.stream()
        .filter(holders::containsKey)
        .map(it -> it + " by " + holders.get(it))
        .toList();
  }
}
