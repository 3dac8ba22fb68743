package dev.passthrough.host.plan;

import dev.passthrough.api.DeviceRequest;
import dev.passthrough.api.GuardOverride;
import dev.passthrough.api.MediatedDevices;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.Reason;
import dev.passthrough.api.VirtualFunctions;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.verdict.Verdicts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Decides what to change. Deterministic: the same host, spec and ledger give the same plan. */
public final class Planner {

  static final String VFIO_PCI = "vfio-pci";

  private final Observed host;
  private final Ledger ledger;
  private final List<DeviceStep> steps = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();
  private final List<Kept> kept = new ArrayList<>();

  private Planner(Observed host, Ledger ledger) {
    this.host = host;
    this.ledger = ledger;
  }

  /** The plan for a host on which nothing was changed yet and nothing is in use. */
  public static Plan plan(Snapshot snapshot, PassthroughNodeSpec spec) {
    return plan(Observed.idle(snapshot), spec, Ledger.empty());
  }

  /**
   * From {@code host} as it is to what {@code spec} asks for. What the ledger holds and no entry
   * wants is undone first.
   */
  public static Plan plan(Observed host, PassthroughNodeSpec spec, Ledger ledger) {
    return new Planner(host, ledger).plan(spec);
  }

  /**
   * How deep a host has to be read for {@code spec}: the serial numbers that are printed on cards
   * (Vital Product Data) take milliseconds each to read.
   */
  public static Depth depth(PassthroughNodeSpec spec) {
    boolean bySerial =
        spec.resources().stream()
            .flatMap(it -> it.kinds().stream())
            .anyMatch(it -> it instanceof DeviceRequest device && device.select().serial() != null);
    return bySerial ? Depth.FULL : Depth.QUICK;
  }

  /** The cards whose drivers {@code spec} wants to hold functions to something. */
  public static SortedSet<PciAddress> settingCards(PassthroughNodeSpec spec) {
    var cards = new TreeSet<PciAddress>();
    spec.resources().stream()
        .flatMap(it -> it.kinds().stream())
        .filter(VirtualFunctions.class::isInstance)
        .map(VirtualFunctions.class::cast)
        .filter(it -> it.network() != null || it.nvme() != null)
        .map(it -> PciAddress.parse(it.physicalFunction().address()))
        .forEach(it -> it.ifPresent(cards::add));
    return cards;
  }

  /** From {@code host} as it is back to how it was found. */
  public static Plan restore(Observed host, Ledger ledger) {
    return restore(host, ledger, List.of());
  }

  /** The same where an admin put guards aside. */
  public static Plan restore(Observed host, Ledger ledger, List<GuardOverride> overrides) {
    return plan(host, new PassthroughNodeSpec(Mode.Enforce, List.of(), overrides), ledger);
  }

  private Plan plan(PassthroughNodeSpec spec) {
    var entries = spec.resources().stream().map(Entry::new).toList();
    var basis =
        new Basis(
            host,
            ledger,
            Verdicts.of(host.snapshot()),
            new Permission(host, spec.overrides()),
            entries,
            new Room());
    var plans = entries.stream().flatMap(it -> of(it, basis)).toList();
    var unwanted = ledger.only(fact -> plans.stream().noneMatch(it -> it.wants(fact)));
    unwanted.cards().forEach(card -> undo(card, unwanted, basis.permission()));
    var check = new SpecCheck(entries);
    for (var entry : entries) {
      check.refuse(entry).ifPresentOrElse(answers::add, () -> rule(of(entry, basis)));
    }
    var ordered = ordered();
    return new Plan(ordered, answers, kept, List.of(), Disturbance.of(ordered, host));
  }

  /** What is written to sysfs before what a program sets: it may take functions that are made. */
  private List<Step> ordered() {
    return Stream.concat(
            steps.stream().filter(SysfsStep.class::isInstance),
            steps.stream().filter(CommandStep.class::isInstance))
        .<Step>map(it -> it)
        .toList();
  }

  private static Stream<EntryPlan> of(Entry entry, Basis basis) {
    return entry.spec().kinds().stream()
        .map(kind ->
            switch (kind) {
              case VirtualFunctions it -> new VirtualFunctionsPlan(entry, it, basis);
              case DeviceRequest it -> new DevicePlan(entry, it, basis);
              case MediatedDevices it -> new MediatedPlan(entry, it, basis);
            });
  }

  private void rule(Stream<EntryPlan> plans) {
    plans.forEach(plan -> {
      var outcome = plan.invalid().map(EntryPlan.Outcome::refused).orElseGet(plan::outcome);
      answers.add(outcome.answer());
      steps.addAll(outcome.steps());
    });
  }

  private void undo(PciAddress card, Ledger unwanted, Permission permission) {
    var undoing = Undo.steps(card, host.snapshot(), unwanted);
    held(card, undoing)
        .or(() -> needed(card, undoing, permission))
        .ifPresentOrElse(kept::add, () -> steps.addAll(undoing));
  }

  private Optional<Kept> held(PciAddress card, List<DeviceStep> undoing) {
    var inUse = host.held(Undo.disturbed(undoing, host.snapshot()));
    return inUse.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Kept(
                card,
                Reason.InUse,
                "no entry asks for %s any more, or not for all of it, and %s in use; stop the virtual machines that have them, then it is given back"
                    .formatted(
                        card, String.join(", ", inUse) + (inUse.size() == 1 ? " is" : " are"))));
  }

  /** What was given to virtual machines once, the host may have taken into use again since. */
  private Optional<Kept> needed(PciAddress card, List<DeviceStep> undoing, Permission permission) {
    return Undo.leaving(undoing, host.snapshot()).stream()
        .flatMap(it -> permission.objectionToUndoing(it).stream())
        .findFirst()
        .map(it ->
            new Kept(
                card,
                it.reason(),
                "no entry asks for %s any more, or not for all of it, but it cannot be brought back to how it was found: %s"
                    .formatted(card, it.sentence())));
  }
}
