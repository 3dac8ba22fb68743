package dev.passthrough.host.plan;

import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.verdict.Verdicts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Decides what to change. Deterministic: the same snapshot, spec, ledger and holders give the same
 * plan.
 */
public final class Planner {

  static final String VFIO_PCI = "vfio-pci";

  private static final PassthroughNodeSpec NOTHING =
      new PassthroughNodeSpec(Mode.Enforce, List.of());

  private final Snapshot snapshot;
  private final Ledger ledger;
  private final Observed host;
  private final List<Step> steps = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();
  private final List<Kept> kept = new ArrayList<>();

  private Planner(Observed host, Ledger ledger) {
    this.host = host;
    this.snapshot = host.snapshot();
    this.ledger = ledger;
  }

  /** The plan for a host on which nothing was changed yet and nothing is in use. */
  public static Plan plan(Snapshot snapshot, PassthroughNodeSpec spec) {
    return plan(Observed.idle(snapshot), spec, Ledger.empty());
  }

  /**
   * From {@code host} as it is to what {@code spec} asks for. What the ledger holds and no entry
   * names is undone first.
   */
  public static Plan plan(Observed host, PassthroughNodeSpec spec, Ledger ledger) {
    return new Planner(host, ledger).plan(spec);
  }

  /** From {@code host} as it is back to how it was found. */
  public static Plan restore(Observed host, Ledger ledger) {
    return new Planner(host, ledger).plan(NOTHING);
  }

  private Plan plan(PassthroughNodeSpec spec) {
    var entries = spec.resources().stream().map(Entry::new).toList();
    var named = new HashSet<PciAddress>();
    entries.forEach(entry -> entry.card().ifPresent(named::add));
    ledger.cards().stream().filter(card -> !named.contains(card)).forEach(this::undo);
    var check = new SpecCheck(entries);
    var verdicts = Verdicts.of(snapshot);
    var permission = new Permission(host, spec.overrides());
    for (var entry : entries) {
      check.refuse(entry).ifPresentOrElse(answers::add, () -> rule(entry, verdicts, permission));
    }
    return new Plan(steps, answers, kept);
  }

  private void undo(PciAddress card) {
    var undoing = Undo.steps(card, snapshot, ledger);
    var inUse = host.held(List.copyOf(Undo.disturbed(undoing, snapshot)));
    if (inUse.isEmpty()) {
      steps.addAll(undoing);
    } else {
      kept.add(
          new Kept(
              card,
              "no entry asks for %s any more, but %s in use; stop the virtual machines that have them, then it is given back"
                  .formatted(
                      card, String.join(", ", inUse) + (inUse.size() == 1 ? " is" : " are"))));
    }
  }

  private void rule(Entry entry, Verdicts verdicts, Permission permission) {
    var card = entry.card().orElseThrow();
    new VirtualFunctionsRuling(entry, card, host, verdicts, permission, ledger)
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
