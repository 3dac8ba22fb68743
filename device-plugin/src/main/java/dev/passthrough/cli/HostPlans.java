package dev.passthrough.cli;

import dev.passthrough.api.GuardOverride;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.Reason;
import dev.passthrough.host.boot.EarlyDevices;
import dev.passthrough.host.boot.HostFilesReader;
import dev.passthrough.host.boot.Preparation;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.machine.MachineReader;
import dev.passthrough.host.plan.CommandStep;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.Kept;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.plan.SetVirtualFunctions;
import dev.passthrough.host.plan.Step;
import dev.passthrough.host.plan.SysfsStep;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plans for a whole host: itself and its devices. Reads it, and writes nothing. */
record HostPlans(HostOptions host) {

  /** Reasons that an override lifts. */
  private static final Set<Reason> BY_GUARDS = Set.of(Reason.NeededByHost, Reason.UseUnknown);

  /** All that {@code wanted} takes, or what of it is beyond the agent of this node. */
  Plan plan(PassthroughNode wanted, Ledger ledger, HostLedger hostLedger, Scope scope) {
    var spec = wanted.getSpec();
    var cards = new TreeSet<>(Planner.settingCards(spec));
    cards.addAll(ledger.settingCards());
    var observed = host.observed(SpecFile.node(wanted), Planner.depth(spec), cards);
    var devices = Planner.plan(observed, spec, ledger);
    var preparation =
        Preparation.plan(
            spec.host(),
            MachineReader.read(host.root()),
            HostFilesReader.read(host.root()),
            observed,
            hostLedger,
            EarlyDevices.of(spec, devices, observed, ledger));
    return preparation.before(
        scope.beyondAgent() ? devices.without(ofAgent(devices, observed, spec, ledger)) : devices);
  }

  /**
   * What of {@code all} this node's agent does by itself, and what can only come after it: settings
   * of functions that the agent is about to make.
   */
  private static Collection<Step> ofAgent(
      Plan all, Observed observed, PassthroughNodeSpec spec, Ledger ledger) {
    var blind =
        new Observed(
            observed.node(),
            observed.snapshot(),
            observed.use().asAgentSees(),
            observed.holders(),
            false);
    var own =
        Planner.plan(blind, spec, ledger).steps().stream()
            .filter(SysfsStep.class::isInstance)
            .collect(Collectors.toSet());
    var made =
        own.stream()
            .flatMap(
                it -> it instanceof SetVirtualFunctions step ? Stream.of(step.card()) : Stream.of())
            .collect(Collectors.toSet());
    all.steps().stream()
        .filter(it -> it instanceof CommandStep step && made.contains(step.card()))
        .forEach(own::add);
    return own;
  }

  /** The whole way back, with the guards that {@code overrides} name put aside. */
  Plan restoration(Ledger ledger, HostLedger hostLedger, List<GuardOverride> overrides) {
    var preparation =
        Preparation.restore(
            MachineReader.read(host.root()), HostFilesReader.read(host.root()), hostLedger);
    var observed = host.observed("", Depth.QUICK, ledger.settingCards());
    var devices = Planner.restore(observed, ledger, overrides);
    return preparation.before(
        new Plan(
            devices.steps(),
            devices.answers(),
            devices.kept().stream().map(HostPlans::advised).toList(),
            devices.notices(),
            devices.disturbances()));
  }

  /** There is no object on a command line: where its {@code spec.overrides} come from. */
  private static Kept advised(Kept kept) {
    return BY_GUARDS.contains(kept.reason())
        ? new Kept(
            kept.card(),
            kept.reason(),
            kept.message() + "; here of the file in 'passthrough restore -f FILE'")
        : kept;
  }
}
