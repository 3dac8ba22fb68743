package dev.passthrough.operator.kubevirt;

import dev.passthrough.api.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Decides what becomes of the lists: what is wanted and missing is added, what is ours and unused
 * is taken out, and every other entry stays where it is. Merging its own result changes nothing.
 */
final class Merge {

  /**
   * @param findings what could not be added, and why
   */
  record Outcome(Contents next, List<Finding> findings) {}

  private final Contents current;
  private final Demand demand;
  private final SortedSet<Permit> ours;
  private final List<Finding> findings = new ArrayList<>();

  private Merge(Contents current, Demand demand) {
    this.current = current;
    this.demand = demand;
    this.ours = new TreeSet<>(current.note().permits());
  }

  static Outcome of(Contents current, Demand demand, Allowed allowed) {
    return new Merge(current, demand).outcome(allowed);
  }

  private Outcome outcome(Allowed allowed) {
    ours.removeIf(it -> current.all().noneMatch(entry -> entry.isJust(it)));
    var pci = list(Permit.Kind.PCI);
    var mediated = list(Permit.Kind.MEDIATED);
    var gate =
        Switch.of(current.note().gate(), current.hostDevices(), !demand.isEmpty(), allowed.gate());
    var stop =
        Switch.of(
            current.note().stopped(),
            !current.sweeps(),
            demand.mediated(),
            allowed.stop() && stoppable());
    return new Outcome(
        new Contents(
            current.form(),
            pci,
            mediated,
            gate.on(),
            !stop.on(),
            current.divides(),
            new Note(List.copyOf(ours), gate.ours(), stop.ours())),
        List.copyOf(findings));
  }

  /**
   * Something that is on or off.
   *
   * @param ours whether it is on because this operator switched it on
   */
  private record Switch(boolean on, boolean ours) {

    static Switch of(boolean noted, boolean on, boolean wanted, boolean allowed) {
      boolean ours = noted && on;
      if (ours) {
        return new Switch(wanted, wanted);
      }
      boolean turned = !on && wanted && allowed;
      return new Switch(on || turned, turned);
    }
  }

  /** HyperConverged's second version takes that switch only together with types to make. */
  private boolean stoppable() {
    return current.form() != Form.HYPERCONVERGED_V1;
  }

  private List<Entry> list(Permit.Kind kind) {
    var list = new ArrayList<>(current.list(kind));
    for (var permit : List.copyOf(ours)) {
      if (permit.kind() == kind && !demand.needs(permit)) {
        list.remove(firstOf(list, permit));
        ours.remove(permit);
      }
    }
    for (var permit : demand.permits()) {
      if (permit.kind() == kind && list.stream().noneMatch(it -> it.permit().equals(permit))) {
        add(list, permit);
      }
    }
    return list;
  }

  private void add(List<Entry> list, Permit permit) {
    var other =
        list.stream().filter(it -> it.permit().selector().equals(permit.selector())).findFirst();
    if (current.form().keyed() && other.isPresent()) {
      findings.add(
          new Finding(
              permit.resource(),
              Reason.SelectorTaken,
              "HyperConverged takes one entry for each selector, and %s is there already: %s cannot be permitted. Give its devices the same resource name, or take that entry out."
                  .formatted(other.orElseThrow().words(), permit.resource())));
      return;
    }
    list.add(Entry.of(current.form(), permit));
    ours.add(permit);
  }

  private static Entry firstOf(List<Entry> list, Permit permit) {
    return list.stream().filter(it -> it.isJust(permit)).findFirst().orElseThrow();
  }
}
