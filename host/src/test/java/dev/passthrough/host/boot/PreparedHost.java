package dev.passthrough.host.boot;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.Applier;
import dev.passthrough.host.apply.Deadlines;
import dev.passthrough.host.apply.HostAccess;
import dev.passthrough.host.apply.Report;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.machine.MachineReader;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.testing.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A host that is prepared and given back as a program would, one act at a time. */
record PreparedHost(Path path, HostAccess access) {

  private HostRoot root() {
    return HostRoot.at(path);
  }

  HostLedger ledger() throws Exception {
    return Applier.hostLedgerOf(root());
  }

  private static PassthroughNodeSpec node(HostSpec spec) {
    return new PassthroughNodeSpec(Mode.Enforce, spec, List.of(), List.of());
  }

  Preparation plan(HostSpec spec) throws Exception {
    return plan(node(spec));
  }

  Preparation plan(PassthroughNodeSpec spec) throws Exception {
    return plan(spec, ledger());
  }

  private Preparation plan(PassthroughNodeSpec spec, HostLedger ledger) throws Exception {
    var host = Observed.idle(new InventoryReader().read(root()));
    var changed = Applier.ledgerOf(root());
    var devices = Planner.plan(host, spec, changed);
    return Preparation.plan(
        spec.host(),
        MachineReader.read(root()),
        HostFilesReader.read(root()),
        host,
        ledger,
        EarlyDevices.of(spec, devices, host, changed));
  }

  Preparation restoration() throws Exception {
    return Preparation.restore(MachineReader.read(root()), HostFilesReader.read(root()), ledger());
  }

  Report apply(HostSpec spec) throws Exception {
    return apply(node(spec));
  }

  Report apply(PassthroughNodeSpec spec) throws Exception {
    try (var applier = open()) {
      applier.recover();
      return applier.apply(before(plan(spec, applier.hostLedger())));
    }
  }

  /** Carries out what was planned before. */
  Report apply(Preparation planned) throws Exception {
    try (var applier = open()) {
      applier.recover();
      return applier.apply(before(planned));
    }
  }

  void recover() throws Exception {
    try (var applier = open()) {
      applier.recover();
    }
  }

  Report restore() throws Exception {
    try (var applier = open()) {
      applier.recover();
      return applier.apply(before(restoration()));
    }
  }

  private static Plan before(Preparation preparation) {
    return preparation.before(Plan.of(List.of()));
  }

  private Applier open() throws Exception {
    return Applier.openHost(root(), access, Deadlines.usual(), Duration.ofSeconds(1));
  }

  /** What a host keeps over a boot; the journal is this program's own. */
  SortedMap<String, String> files() throws IOException {
    var all = new TreeMap<String, String>();
    for (var folder : List.of("etc", "boot", "usr")) {
      if (Files.exists(path.resolve(folder))) {
        Tree.contents(path.resolve(folder)).forEach((k, v) -> all.put(folder + "/" + k, v));
      }
    }
    return all;
  }
}
