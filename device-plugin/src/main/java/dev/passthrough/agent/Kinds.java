package dev.passthrough.agent;

import dev.passthrough.host.inventory.Mediation;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Answer;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Unit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What kind of devices an entry has, as others select them by. Devices that are planned count as
 * soon as the host has them; a virtual function that is still to be made is of no known kind.
 *
 * @param pciIds {@code vendor:device}, four lower-case hex digits each, sorted
 * @param mediatedTypes names of the types of mediated devices, sorted; the type's id where the
 *     kernel has no name for it
 */
record Kinds(List<String> pciIds, List<String> mediatedTypes) {

  static final Kinds UNKNOWN = new Kinds(List.of(), List.of());

  /** By the entry's name. */
  static Map<String, Kinds> of(Plan plan, Snapshot snapshot) {
    return plan.answers().stream()
        .collect(
            Collectors.toMap(
                Answer::entry, it -> of(it.units(), snapshot), (first, second) -> first));
  }

  private static Kinds of(List<Unit> units, Snapshot snapshot) {
    return new Kinds(
        sorted(units.stream().flatMap(it -> pciId(it, snapshot).stream())),
        sorted(units.stream().flatMap(it -> mediatedType(it, snapshot).stream())));
  }

  private static Optional<String> pciId(Unit unit, Snapshot snapshot) {
    return switch (unit) {
      case Unit.Whole it -> pciId(it.function(), snapshot);
      case Unit.Vgpu it -> pciId(it.function(), snapshot);
      case Unit.Mediated _ -> Optional.empty();
    };
  }

  private static Optional<String> pciId(PciAddress address, Snapshot snapshot) {
    return snapshot
        .function(address)
        .map(PciFunction::ids)
        .flatMap(ids ->
            ids.vendor().flatMap(vendor -> ids.device().map(device -> vendor + ":" + device)))
        .map(it -> it.toLowerCase(Locale.ROOT));
  }

  private static Optional<String> mediatedType(Unit unit, Snapshot snapshot) {
    return switch (unit) {
      case Unit.Mediated it ->
          snapshot
              .function(it.parent())
              .flatMap(PciFunction::mediation)
              .flatMap(mediation -> typeName(mediation, it.uuid()));
      case Unit.Whole _, Unit.Vgpu _ -> Optional.empty();
    };
  }

  private static Optional<String> typeName(Mediation mediation, String uuid) {
    return mediation.instances().stream()
        .filter(it -> it.uuid().equals(uuid))
        .flatMap(it -> it.type().stream())
        .map(id ->
            mediation.types().stream()
                .filter(type -> type.id().equals(id))
                .flatMap(type -> type.name().stream())
                .findFirst()
                .orElse(id))
        .findFirst();
  }

  private static List<String> sorted(Stream<String> all) {
    return all.distinct().sorted().toList();
  }
}
