package dev.passthrough.host.plan;

import dev.passthrough.api.Reason;
import dev.passthrough.host.inventory.Mediation;
import dev.passthrough.host.inventory.Mediation.VgpuType;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The way to an entry's virtual GPUs of NVIDIA's vendor VFIO driver: one on each virtual function.
 */
final class VgpuSteps {

  /** A function can become one virtual GPU, of whatever type. */
  private static final String ANY = "";

  private final MediatedPlan plan;
  private final Basis basis;
  private final List<PciFunction> functions;

  VgpuSteps(MediatedPlan plan) {
    this.plan = plan;
    this.basis = plan.basis();
    this.functions =
        plan.parents().stream().filter(it -> MediatedPlan.vgpu(it).isPresent()).toList();
  }

  /** Whether the entry goes on with the virtual GPU that {@code function} is. */
  boolean keeps(PciAddress function) {
    return type().isEmpty() || standing(type().get()).contains(function);
  }

  EntryPlan.Outcome outcome() {
    var type = type();
    if (type.isEmpty()) {
      return plan.refused(
          Reason.TypeUnknown,
          "type",
          "%s is no type that a virtual function of %s could become; there are: %s (none at all: the card is full, or in MIG mode without instances)"
              .formatted(plan.wanted().type(), plan.wanted().parent().address(), forecast()));
    }
    var standing = standing(type.get());
    int missing = plan.wanted().count() - standing.size();
    var free = free(type.get(), missing);
    if (free.size() < missing) {
      return exhausted(type.get(), standing, free.size());
    }
    free.forEach(it -> basis.room().take(it, ANY));
    var card = plan.card().orElseThrow();
    var all = new ArrayList<>(standing);
    all.addAll(free);
    return new EntryPlan.Outcome(
        plan.entry().offer(units(all)),
        free.stream()
            .<DeviceStep>map(it ->
                new SetVgpuType(
                    it, card, "0", "" + type.get().id(), type.get().name(), plan.entry().name()))
            .toList());
  }

  private EntryPlan.Outcome exhausted(VgpuType type, List<PciAddress> standing, int free) {
    return EntryPlan.Outcome.refused(
        plan.entry()
            .refuse(
                Reason.Exhausted,
                "%s: %d of type %s are asked for, %d are there, and %d more of the %d virtual functions of %s could become one; it could make, of one type: %s"
                    .formatted(
                        plan.entry().field("mediatedDevices.count"),
                        plan.wanted().count(),
                        type.name(),
                        standing.size(),
                        free,
                        functions.size(),
                        plan.wanted().parent().address(),
                        forecast()),
                units(standing)));
  }

  private List<Unit> units(List<PciAddress> addresses) {
    var card = plan.card().orElseThrow();
    return addresses.stream().<Unit>map(it -> new Unit.Vgpu(it, card)).toList();
  }

  private List<PciAddress> free(VgpuType type, int most) {
    return functions.stream()
        .filter(it -> current(it) == 0 && creatable(it).stream().anyMatch(t -> t.id() == type.id()))
        .map(PciFunction::address)
        .filter(it -> alone(it) && basis.room().left(it, ANY, 1) > 0)
        .limit(Math.max(0, most))
        .toList();
  }

  /**
   * Functions that are of the type already: those made for the entry, then what no entry has, ours
   * first, then others' as found. No more than asked, and none that an earlier entry goes on with.
   */
  private List<PciAddress> standing(VgpuType type) {
    var there =
        functions.stream()
            .filter(it -> current(it) == type.id())
            .map(PciFunction::address)
            .toList();
    var others = plan.others("" + type.id(), Optional.of(type.name()));
    long before =
        plan.earlier("" + type.id(), Optional.of(type.name())).stream()
            .mapToLong(it -> Math.max(0, it.wanted().count() - madeFor(it, there).size()))
            .sum();
    var left =
        there.stream()
            .filter(it -> others.stream().noneMatch(other -> isMadeFor(other, it)))
            .filter(it -> !isMadeFor(plan, it) && !heldForAnother(it))
            .sorted(
                Comparator.<PciAddress, Boolean>comparing(
                        it -> basis.ledger().found(it, Attribute.VGPU_TYPE).isEmpty())
                    .thenComparing(it -> it))
            .skip(before);
    return Stream.concat(madeFor(plan, there).stream(), left)
        .limit(Math.max(0, plan.wanted().count()))
        .toList();
  }

  private List<PciAddress> madeFor(MediatedPlan other, List<PciAddress> there) {
    return there.stream().filter(it -> isMadeFor(other, it)).toList();
  }

  private boolean isMadeFor(MediatedPlan other, PciAddress function) {
    return entry(function).filter(other.entry().name()::equals).isPresent();
  }

  /** Whether somebody still has it from an entry that asks for it no more. */
  private boolean heldForAnother(PciAddress function) {
    return entry(function).isPresent() && basis.host().holders().containsKey(function.toString());
  }

  private Optional<String> entry(PciAddress function) {
    return basis.ledger().found(function, Attribute.VGPU_ENTRY);
  }

  /** The driver names only what is still to be had; of what we made we remember the name. */
  private Optional<VgpuType> type() {
    var known = new ArrayList<VgpuType>();
    for (var it : functions) {
      known.addAll(creatable(it));
      if (current(it) != 0) {
        var name = basis.ledger().found(it.address(), Attribute.VGPU_NAME);
        known.add(new VgpuType(current(it), name.orElse("" + current(it))));
      }
    }
    return known.stream()
        .filter(it -> plan.asksFor("" + it.id(), Optional.of(it.name())))
        .findFirst();
  }

  private boolean alone(PciAddress function) {
    return basis.verdicts().of(function).filter(it -> it.groupMates().isEmpty()).isPresent();
  }

  private static int current(PciFunction function) {
    return MediatedPlan.vgpu(function).map(it -> it.current().orElse(0)).orElse(0);
  }

  private static List<VgpuType> creatable(PciFunction function) {
    return MediatedPlan.vgpu(function).map(Mediation.Vgpu::creatable).orElse(List.of());
  }

  private String forecast() {
    var names = new TreeMap<Integer, String>();
    var counts = new TreeMap<Integer, Integer>();
    for (var it : functions) {
      for (var type : creatable(it)) {
        names.put(type.id(), type.name());
        counts.merge(type.id(), current(it) == 0 ? 1 : 0, Integer::sum);
      }
    }
    return names.isEmpty()
        ? "none"
        : names.entrySet().stream()
            .map(it ->
                "%d (%s): at most %d"
                    .formatted(it.getKey(), it.getValue(), counts.getOrDefault(it.getKey(), 0)))
            .collect(Collectors.joining(", "));
  }
}
