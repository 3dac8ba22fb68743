package dev.passthrough.cli;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.host.boot.EarlyDevices;
import dev.passthrough.host.boot.HostFilesReader;
import dev.passthrough.host.boot.Preparation;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.machine.MachineReader;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Planner;
import java.util.TreeSet;

/** Plans for a whole host: itself and its devices. Reads it, and writes nothing. */
record HostPlans(HostOptions host) {

  Plan plan(PassthroughNode wanted, Ledger ledger, HostLedger hostLedger) {
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
            EarlyDevices.of(spec, devices, observed.snapshot(), ledger));
    return preparation.before(devices);
  }

  Plan restoration(Ledger ledger, HostLedger hostLedger) {
    var preparation =
        Preparation.restore(
            MachineReader.read(host.root()), HostFilesReader.read(host.root()), hostLedger);
    return preparation.before(
        Planner.restore(host.observed("", Depth.QUICK, ledger.settingCards()), ledger));
  }
}
