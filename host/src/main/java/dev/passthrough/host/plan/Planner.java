package dev.passthrough.host.plan;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides what to change. Deterministic: the same snapshot, spec, ledger and holders give the same
 * plan.
 */
public final class Planner {

  static final String VFIO_PCI = "vfio-pci";

  private final Snapshot snapshot;
  private final Ledger ledger;
  private final Set<PciAddress> held;
  private final List<Step> steps = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();
  private final List<Kept> kept = new ArrayList<>();

  private Planner(Snapshot snapshot, Ledger ledger, Set<PciAddress> held) {
    this.snapshot = snapshot;
    this.ledger = ledger;
    this.held = held;
  }

  /** The plan for a host on which nothing was changed yet and nothing is in use. */
  public static Plan plan(Snapshot snapshot, PassthroughNodeSpec spec) {
    return plan(snapshot, spec, Ledger.empty(), Set.of());
  }

  /**
   * From the host in {@code snapshot} to what {@code spec} asks for. What the ledger holds and no
   * entry names is undone first.
   *
   * @param held devices that a virtual machine or pod has; none of them is disturbed
   */
  public static Plan plan(
      Snapshot snapshot, PassthroughNodeSpec spec, Ledger ledger, Set<PciAddress> held) {
    var entries = spec.resources().stream().map(Entry::new).toList();
    return new Planner(snapshot, ledger, Set.copyOf(held)).plan(entries);
  }

  /** From the host in {@code snapshot} back to how it was found. */
  public static Plan restore(Snapshot snapshot, Ledger ledger, Set<PciAddress> held) {
    return new Planner(snapshot, ledger, Set.copyOf(held)).plan(List.of());
  }

  private Plan plan(List<Entry> entries) {
    var named = new HashSet<PciAddress>();
    entries.forEach(entry -> entry.card().ifPresent(named::add));
    ledger.cards().stream().filter(card -> !named.contains(card)).forEach(this::undo);
    var check = new SpecCheck(entries);
    for (var entry : entries) {
      check.refuse(entry).ifPresentOrElse(answers::add, () -> rule(entry));
    }
    return new Plan(steps, answers, kept);
  }

  private void undo(PciAddress card) {
    var undoing = Undo.steps(card, snapshot, ledger);
    var inUse = Undo.disturbed(undoing, snapshot).stream().filter(held::contains).toList();
    if (inUse.isEmpty()) {
      steps.addAll(undoing);
    } else {
      kept.add(
          new Kept(
              card,
              "no entry asks for %s any more, but %s in use; stop the virtual machines that have them, then it is given back"
                  .formatted(
                      card,
                      VirtualFunctionsRuling.list(inUse) + (inUse.size() == 1 ? " is" : " are"))));
    }
  }

  private void rule(Entry entry) {
    var card = entry.card().orElseThrow();
    new VirtualFunctionsRuling(entry, card, snapshot, ledger, held)
        .refuse()
        .ifPresentOrElse(answers::add, () -> reach(entry, card));
  }

  private void reach(Entry entry, PciAddress card) {
    var sriov = snapshot.function(card).flatMap(PciFunction::sriov).orElseThrow();
    var way = new VirtualFunctionsSteps(card, sriov, snapshot);
    var devices = way.reach(entry.count());
    steps.addAll(way.steps());
    answers.add(entry.offer(card, devices));
  }
}
