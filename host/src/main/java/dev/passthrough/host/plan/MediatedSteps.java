package dev.passthrough.host.plan;

import dev.passthrough.api.MediatedDevices;
import dev.passthrough.api.Reason;
import dev.passthrough.host.inventory.Mediation;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The way to an entry's mediated devices: what is there counts, the rest is made. */
final class MediatedSteps {

  /** A mediated device that exists. */
  private record There(PciAddress parent, Optional<String> type) {}

  private final MediatedPlan plan;
  private final Basis basis;
  private final List<PciFunction> parents;
  private final Map<String, There> instances = new TreeMap<>();
  private final List<String> own;

  MediatedSteps(MediatedPlan plan) {
    this.plan = plan;
    this.basis = plan.basis();
    this.parents = plan.parents();
    this.own = uuids(plan.entry(), plan.wanted());
    for (var parent : parents) {
      parent
          .mediation()
          .map(Mediation::instances)
          .orElse(List.of())
          .forEach(it -> instances.put(it.uuid(), new There(parent.address(), it.type())));
    }
  }

  /** Whether the entry goes on with the device {@code uuid}. */
  boolean owns(String uuid) {
    var there = instances.get(uuid);
    return own.contains(uuid) && (there == null || type().isEmpty() || there.type().equals(type()));
  }

  EntryPlan.Outcome outcome() {
    var type = type();
    if (type.isEmpty()) {
      return plan.refused(
          Reason.TypeUnknown,
          "type",
          "%s is no type of %s; there are: %s"
              .formatted(plan.wanted().type(), plan.wanted().parent().address(), forecast()));
    }
    return obstacle(type.get()).orElseGet(() -> reach(type.get()));
  }

  private EntryPlan.Outcome reach(String type) {
    var units = new TreeMap<Integer, Unit>();
    for (int i = 0; i < own.size(); i++) {
      var there = instances.get(own.get(i));
      if (there != null && there.type().filter(type::equals).isPresent()) {
        units.put(i, new Unit.Mediated(own.get(i), there.parent()));
      }
    }
    var standing = new ArrayList<>(units.values());
    var adopted = adopt(type, plan.wanted().count() - units.size());
    standing.addAll(adopted);
    int missing = plan.wanted().count() - standing.size();
    var steps = make(type, missing, units);
    if (steps.size() < missing) {
      return exhausted(type, standing, missing, steps.size());
    }
    var all = new ArrayList<>(units.values());
    all.addAll(adopted);
    return new EntryPlan.Outcome(plan.entry().offer(all), steps);
  }

  /** Another's device under a UUID that would be ours. */
  private Optional<EntryPlan.Outcome> obstacle(String type) {
    return instances.entrySet().stream()
        .filter(it -> own.contains(it.getKey()) && foreign(it.getKey()))
        .filter(it -> it.getValue().type().filter(type::equals).isEmpty())
        .map(Map.Entry::getKey)
        .findFirst()
        .map(it ->
            plan.refused(
                Reason.TakenByOthers,
                "type",
                "%s exists on this host and is not of type %s; somebody else made it: echo 1 > /sys/bus/mdev/devices/%s/remove"
                    .formatted(it, type, it)));
  }

  private EntryPlan.Outcome exhausted(String type, List<Unit> standing, int missing, int room) {
    return EntryPlan.Outcome.refused(
        plan.entry()
            .refuse(
                Reason.Exhausted,
                "%s: %d of type %s are asked for, %d are there, and %s has room for %d more, not for %d; it could make, of one type: %s"
                    .formatted(
                        plan.entry().field("mediatedDevices.count"),
                        plan.wanted().count(),
                        type,
                        standing.size(),
                        plan.wanted().parent().address(),
                        room,
                        missing,
                        forecast()),
                standing));
  }

  /** A step for each device that is missing, as far as there is room; adds their units. */
  private List<DeviceStep> make(String type, int missing, Map<Integer, Unit> units) {
    var steps = new ArrayList<DeviceStep>();
    var card = plan.card().orElseThrow();
    for (int i = 0; i < own.size() && steps.size() < missing; i++) {
      var parent = parents.stream().filter(it -> room(it, type) > 0).findFirst();
      if (units.containsKey(i) || parent.isEmpty()) {
        continue;
      }
      var address = parent.get().address();
      basis.room().take(address, type);
      steps.add(new CreateMediatedDevice(address, card, own.get(i), type));
      units.put(i, new Unit.Mediated(own.get(i), address));
    }
    return steps;
  }

  /**
   * Others' devices of the type, {@code most} of those that no earlier entry takes; they are
   * offered as found.
   */
  private List<Unit> adopt(String type, int most) {
    long before = plan.earlier(type, name(type)).stream().mapToLong(it -> missing(type, it)).sum();
    var ours = new HashSet<>(own);
    basis
        .rivals(plan.entry(), MediatedDevices.class)
        .forEach(it -> ours.addAll(uuids(it.entry(), it.kind())));
    return instances.entrySet().stream()
        .filter(it -> it.getValue().type().filter(type::equals).isPresent())
        .filter(it -> !ours.contains(it.getKey()) && foreign(it.getKey()))
        .skip(before)
        .limit(Math.max(0, most))
        .<Unit>map(it -> new Unit.Mediated(it.getKey(), it.getValue().parent()))
        .toList();
  }

  /** How many {@code other} asks for beyond those of the type that were made for it. */
  private long missing(String type, MediatedPlan other) {
    long made =
        uuids(other.entry(), other.wanted()).stream()
            .filter(it ->
                Optional.ofNullable(instances.get(it))
                    .flatMap(There::type)
                    .filter(type::equals)
                    .isPresent())
            .count();
    return Math.max(0, other.wanted().count() - made);
  }

  private boolean foreign(String uuid) {
    var property = new MediatedDevice(uuid);
    return basis.ledger().facts().stream().noneMatch(it -> it.property().equals(property));
  }

  private List<String> uuids(Entry entry, MediatedDevices wanted) {
    return IntStream.range(0, wanted.count())
        .mapToObj(
            i -> StableUuid.of(basis.host().node(), wanted.parent().address(), entry.name(), i))
        .toList();
  }

  private Optional<String> type() {
    return parents.stream()
        .flatMap(it -> it.mediation().stream())
        .flatMap(it -> it.types().stream())
        .filter(it -> plan.asksFor(it.id(), it.name()))
        .map(Mediation.Type::id)
        .findFirst();
  }

  private Optional<String> name(String type) {
    return parents.stream()
        .flatMap(it -> it.mediation().stream())
        .flatMap(it -> it.types().stream())
        .filter(it -> it.id().equals(type))
        .flatMap(it -> it.name().stream())
        .findFirst();
  }

  private int room(PciFunction parent, String type) {
    int available =
        parent.mediation().stream()
            .flatMap(it -> it.types().stream())
            .filter(it -> it.id().equals(type))
            .mapToInt(it -> it.availableInstances().orElse(0))
            .sum();
    return basis.room().left(parent.address(), type, available);
  }

  /** For each type how many more could be made, if nothing of another type is. */
  private String forecast() {
    var names = new TreeMap<String, String>();
    var most = new HashMap<String, Integer>();
    for (var parent : parents) {
      for (var it : parent.mediation().map(Mediation::types).orElse(List.of())) {
        names.put(it.id(), it.name().map(name -> it.id() + " (" + name + ")").orElse(it.id()));
        most.merge(it.id(), it.availableInstances().orElse(0), Integer::sum);
      }
    }
    return names.entrySet().stream()
        .map(it -> it.getValue() + ": " + most.get(it.getKey()) + " more")
        .collect(Collectors.joining(", "));
  }
}
