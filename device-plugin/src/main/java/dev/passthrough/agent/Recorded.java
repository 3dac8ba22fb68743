package dev.passthrough.agent;

import dev.passthrough.host.inventory.Mediation;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Unit;
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
    return host(
        addresses.stream()
            .collect(Collectors.toMap(PciAddress::toString, this::function, (one, _) -> one)));
  }

  /** The mediated device of {@code unit}; absent if it is not in the snapshot. */
  LiveHost of(Unit.Mediated unit) {
    var found =
        snapshot.function(unit.parent()).flatMap(PciFunction::mediation).stream()
            .flatMap(it -> it.instances().stream())
            .filter(it -> it.uuid().equals(unit.uuid()))
            .findFirst();
    return host(Map.of(unit.uuid(), found.map(this::function).orElse(LiveFunction.ABSENT)));
  }

  private LiveHost host(Map<String, LiveFunction> functions) {
    return new LiveHost(snapshot.vfio().container(), snapshot.vfio().iommufd(), functions);
  }

  private LiveFunction function(PciAddress address) {
    return snapshot.function(address).map(this::function).orElse(LiveFunction.ABSENT);
  }

  private LiveFunction function(PciFunction function) {
    var group = function.iommuGroup();
    return function(function.driver(), group, function.vfioDevice(), neighbours(function, group));
  }

  /** A mediated device is alone in its group, and its driver is not looked at. */
  private LiveFunction function(Mediation.Instance it) {
    return function(Optional.empty(), it.iommuGroup(), it.vfioDevice(), Map.of());
  }

  private LiveFunction function(
      Optional<String> driver,
      OptionalInt group,
      Optional<String> vfioDevice,
      Map<String, String> neighbours) {
    return new LiveFunction(
        true,
        driver,
        group.isPresent() ? Optional.of(Integer.toString(group.getAsInt())) : Optional.empty(),
        group.isPresent() && groupNodes.contains(group.getAsInt()),
        vfioDevice.filter(deviceNodes::contains).stream().toList(),
        neighbours);
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
