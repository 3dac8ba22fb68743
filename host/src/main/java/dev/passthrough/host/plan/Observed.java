package dev.passthrough.host.plan;

import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.use.HostUse;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A host at one moment, as far as it could be seen.
 *
 * @param holders who has which device now, such as a pod: by address, or by UUID for a mediated
 *     device. What is in it is never disturbed
 */
public record Observed(Snapshot snapshot, HostUse use, Map<String, String> holders) {

  public Observed {
    holders = Map.copyOf(holders);
  }

  /** A host that does nothing with its devices, as far as anyone knows. */
  public static Observed idle(Snapshot snapshot) {
    return new Observed(snapshot, HostUse.nothing(), Map.of());
  }

  /** Who has {@code device}; empty if nobody does. */
  public Optional<String> holder(PciAddress device) {
    return Optional.ofNullable(holders.get(device.toString()));
  }

  /** Those of {@code devices} that somebody has, each with who: {@code 0000:01:10.2 by a/vm}. */
  List<String> held(List<PciAddress> devices) {
    return devices.stream()
        .flatMap(it -> holder(it).map(who -> it + " by " + who).stream())
        .toList();
  }
}
