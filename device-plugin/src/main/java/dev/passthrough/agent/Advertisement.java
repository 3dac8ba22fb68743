package dev.passthrough.agent;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Answer;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Unit;
import dev.passthrough.kubelet.DeviceUnit;
import dev.passthrough.kubelet.Health;
import dev.passthrough.kubelet.OfferedResource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What to tell kubelet: the devices of the plan's answers, each with its health in the snapshot. A
 * device that was never ready is not listed; one that was listed and is not ready any more stays,
 * as unhealthy, so that the node's capacity tells of the loss.
 */
final class Advertisement {

  private final Snapshot snapshot;
  private final Set<String> listed;

  /**
   * @param listed ids of the devices that are listed already
   */
  Advertisement(Snapshot snapshot, Set<String> listed) {
    this.snapshot = snapshot;
    this.listed = listed;
  }

  List<OfferedResource> of(Plan plan) {
    var resources = new ArrayList<OfferedResource>();
    for (var answer : plan.answers()) {
      var units = units(answer);
      if (!units.isEmpty()) {
        resources.add(OfferedResource.pci(answer.resourceName(), units));
      }
    }
    return List.copyOf(resources);
  }

  /** The ids in {@code resources}. */
  static Set<String> ids(List<OfferedResource> resources) {
    var ids = new LinkedHashSet<String>();
    resources.forEach(resource -> resource.units().forEach(unit -> ids.add(unit.id())));
    return ids;
  }

  private List<DeviceUnit> units(Answer answer) {
    return answer.units().stream()
        .map(unit ->
            switch (unit) {
              case Unit.Whole it -> whole(it);
            })
        .filter(unit -> unit.health() instanceof Health.Healthy || listed.contains(unit.id()))
        .toList();
  }

  private DeviceUnit whole(Unit.Whole unit) {
    var function = snapshot.function(unit.function());
    return new DeviceUnit(
        unit.id(),
        unit.id(),
        unit.companions().stream().map(PciAddress::toString).toList(),
        function.flatMap(Advertisement::vfioDriver).orElse(DeviceUnit.VFIO_PCI),
        function.map(PciFunction::numaNode).orElse(OptionalInt.empty()),
        Optional.empty(),
        complaint(unit).map(Health::unhealthy).orElse(Health.HEALTHY));
  }

  private static Optional<String> vfioDriver(PciFunction function) {
    return function.binding().vfio() ? function.driver() : Optional.empty();
  }

  private Optional<String> complaint(Unit.Whole unit) {
    return complaint(snapshot.function(unit.function()))
        .or(() ->
            unit.companions().stream()
                .flatMap(it ->
                    complaint(snapshot.function(it))
                        .map(why -> "of its companion " + it + ": " + why)
                        .stream())
                .findFirst());
  }

  private static Optional<String> complaint(Optional<PciFunction> found) {
    if (found.isEmpty()) {
      return Optional.of("it is not on the PCI bus any more");
    }
    var function = found.get();
    if (function.driver().isEmpty()) {
      return Optional.of("it has no driver");
    }
    if (!function.binding().vfio()) {
      return Optional.of("its driver is " + function.driver().get());
    }
    if (function.iommuGroup().isEmpty()) {
      return Optional.of("it has no IOMMU group");
    }
    return Optional.empty();
  }
}
