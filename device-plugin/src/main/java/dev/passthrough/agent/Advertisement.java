package dev.passthrough.agent;

import dev.passthrough.host.inventory.Mediation;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Answer;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Unit;
import dev.passthrough.kubelet.AddressKind;
import dev.passthrough.kubelet.DeviceUnit;
import dev.passthrough.kubelet.Health;
import dev.passthrough.kubelet.OfferedResource;
import dev.passthrough.kubelet.Preference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What to tell kubelet: the devices of the plan's answers, each with its health in the snapshot. A
 * device that was never ready is not listed; one that was listed and is not ready any more stays,
 * as unhealthy, so that the node's capacity tells of the loss.
 */
final class Advertisement {

  private final Snapshot snapshot;
  private final Set<String> listed;
  private final Vitals vitals;
  private final Set<String> named;
  private final Recorded recorded;

  /**
   * @param listed ids of the devices that are listed already
   * @param vitals has seen {@code snapshot}
   * @param named resource names of the entries that ask for CDI names
   */
  Advertisement(Snapshot snapshot, Set<String> listed, Vitals vitals, Set<String> named) {
    this.named = named;
    this.snapshot = snapshot;
    this.vitals = vitals;
    this.listed = listed;
    this.recorded = new Recorded(snapshot);
  }

  List<OfferedResource> of(Plan plan) {
    var resources = new ArrayList<OfferedResource>();
    for (var answer : plan.answers()) {
      var units = units(answer);
      if (!units.isEmpty()) {
        resources.add(resource(answer, units).withCdi(named.contains(answer.resourceName())));
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
              case Unit.Mediated it -> mediated(it);
              case Unit.Vgpu it -> vgpu(it);
            })
        .filter(unit -> unit.health() instanceof Health.Healthy || listed.contains(unit.id()))
        .toList();
  }

  /** Parts of cards are packed, so that cards stay free for greater needs. */
  private static OfferedResource resource(Answer answer, List<DeviceUnit> units) {
    return switch (answer.units().getFirst()) {
      case Unit.Whole _ -> OfferedResource.pci(answer.resourceName(), units);
      case Unit.Mediated _ ->
          new OfferedResource(answer.resourceName(), AddressKind.MDEV, Preference.PACK, units);
      case Unit.Vgpu _ ->
          new OfferedResource(answer.resourceName(), AddressKind.PCI, Preference.PACK, units);
    };
  }

  private DeviceUnit mediated(Unit.Mediated unit) {
    return part(unit, unit.parent(), DeviceUnit.VFIO_PCI, snapshot.function(unit.parent()))
        .seenOn(recorded.of(unit), AddressKind.MDEV);
  }

  private DeviceUnit vgpu(Unit.Vgpu unit) {
    var function = snapshot.function(unit.function());
    boolean made =
        function
            .flatMap(PciFunction::mediation)
            .flatMap(Mediation::vgpu)
            .filter(it -> it.current().isPresent())
            .isPresent();
    var driver = function.flatMap(PciFunction::driver).orElse("nvidia");
    var found = part(unit, unit.card(), driver, function);
    return made
        ? found.seenOn(recorded.of(List.of(unit.function())), AddressKind.PCI)
        : found.withHealth(Health.unhealthy("it is no virtual GPU any more"));
  }

  private static DeviceUnit part(
      Unit unit, PciAddress card, String driver, Optional<PciFunction> function) {
    return new DeviceUnit(
        unit.id(),
        unit.id(),
        List.of(),
        driver,
        function.map(PciFunction::numaNode).orElse(OptionalInt.empty()),
        Optional.of(card.toString()),
        Health.HEALTHY);
  }

  private DeviceUnit whole(Unit.Whole unit) {
    var function = snapshot.function(unit.function());
    var found =
        new DeviceUnit(
            unit.id(),
            unit.id(),
            unit.companions().stream().map(PciAddress::toString).toList(),
            function.flatMap(Advertisement::vfioDriver).orElse(DeviceUnit.VFIO_PCI),
            function.map(PciFunction::numaNode).orElse(OptionalInt.empty()),
            function.flatMap(it -> it.placement().upstream()).map(PciAddress::toString),
            Health.HEALTHY);
    var functions = Stream.concat(Stream.of(unit.function()), unit.companions().stream()).toList();
    var seen = found.seenOn(recorded.of(functions), AddressKind.PCI);
    return seen.health() instanceof Health.Healthy
        ? complaint(functions).map(Health::unhealthy).map(seen::withHealth).orElse(seen)
        : seen;
  }

  private Optional<String> complaint(List<PciAddress> functions) {
    return functions.stream()
        .flatMap(it -> snapshot.function(it).stream())
        .flatMap(it ->
            vitals
                .complaint(it)
                .map(why ->
                    it.address().equals(functions.getFirst())
                        ? why
                        : "of its companion " + it.address() + ": " + why)
                .stream())
        .findFirst();
  }

  private static Optional<String> vfioDriver(PciFunction function) {
    return function.binding().vfio() ? function.driver() : Optional.empty();
  }
}
