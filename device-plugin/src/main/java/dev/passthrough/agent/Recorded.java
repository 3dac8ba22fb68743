package dev.passthrough.agent;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.kubelet.LiveFunction;
import dev.passthrough.kubelet.LiveHost;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What an allocation would have seen at the moment of a snapshot. */
final class Recorded {

  private final Snapshot snapshot;
  private final Set<Integer> groupNodes;
  private final Set<String> deviceNodes;

  Recorded(Snapshot snapshot) {
    this.snapshot = snapshot;
    this.groupNodes = Set.copyOf(snapshot.vfio().groups());
    this.deviceNodes = Set.copyOf(snapshot.vfio().devices());
  }

  /** The functions at {@code addresses}; one that is not in the snapshot is absent. */
  LiveHost of(List<PciAddress> addresses) {
    return new LiveHost(
        snapshot.vfio().container(),
        snapshot.vfio().iommufd(),
        addresses.stream()
            .collect(Collectors.toMap(PciAddress::toString, this::function, (one, _) -> one)));
  }

  private LiveFunction function(PciAddress address) {
    return snapshot.function(address).map(this::function).orElse(LiveFunction.ABSENT);
  }

  private LiveFunction function(PciFunction function) {
    var group = function.iommuGroup();
    return new LiveFunction(
        true,
        function.driver(),
        group.isPresent() ? Optional.of(Integer.toString(group.getAsInt())) : Optional.empty(),
        group.isPresent() && groupNodes.contains(group.getAsInt()),
        function.vfioDevice().filter(deviceNodes::contains).stream().toList(),
        neighbours(function, group));
  }

  private Map<String, String> neighbours(PciFunction function, OptionalInt group) {
    var members =
        group.isPresent() ? snapshot.groupMembers(group.getAsInt()) : List.<PciFunction>of();
    if (members.size() < 2) {
      return Map.of();
    }
    var drivers = new TreeMap<String, String>();
    members.stream()
        .filter(it -> !it.address().equals(function.address()) && !it.isBridge())
        .forEach(
            it -> it.driver().ifPresent(driver -> drivers.put(it.address().toString(), driver)));
    return drivers;
  }
}
