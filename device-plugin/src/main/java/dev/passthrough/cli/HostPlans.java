package dev.passthrough.cli;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.boot.HostFilesReader;
import dev.passthrough.host.boot.Preparation;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.machine.MachineReader;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.plan.Step;
import java.util.List;

/** Plans for a whole host: itself and its devices. Reads it, and writes nothing. */
record HostPlans(HostOptions host) {

  /** All that {@code wanted} takes, or what of it is beyond the agent of this node. */
  Plan plan(PassthroughNode wanted, Ledger ledger, HostLedger hostLedger, Scope scope) {
    var spec = wanted.getSpec();
    var observed = host.observed(SpecFile.node(wanted), Planner.depth(spec));
    var preparation =
        Preparation.plan(
            spec.host(),
            MachineReader.read(host.root()),
            HostFilesReader.read(host.root()),
            observed,
            hostLedger);
    var devices = Planner.plan(observed, spec, ledger);
    return preparation.before(
        scope.beyondAgent() ? devices.without(ofAgent(observed, spec, ledger)) : devices);
  }

  /** What this node's agent does by itself. */
  private static List<Step> ofAgent(Observed all, PassthroughNodeSpec spec, Ledger ledger) {
    var seen =
        new Observed(all.node(), all.snapshot(), all.use().withoutOpenFiles(), all.holders());
    return Planner.plan(seen, spec, ledger).steps();
  }

  Plan restoration(Ledger ledger, HostLedger hostLedger) {
    var preparation =
        Preparation.restore(
            MachineReader.read(host.root()), HostFilesReader.read(host.root()), hostLedger);
    return preparation.before(Planner.restore(host.observed("", Depth.QUICK), ledger));
  }
}
