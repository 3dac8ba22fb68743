package dev.passthrough.agent;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.apply.Applier;
import dev.passthrough.host.boot.Outside;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Planner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A host that one applier owns: it reads and changes all there is. For the loop's thread. */
public final class LinuxHost implements NodeHost {

  private final Applier applier;

  /**
   * @param applier recovered already
   */
  public LinuxHost(Applier applier) {
    this.applier = applier;
  }

  @Override
  public Snapshot observe() {
    try {
      return applier.observe();
    } catch (IOException unanswered) {
      throw new UncheckedIOException(unanswered);
    }
  }

  @Override
  public Plan plan(Snapshot snapshot, PassthroughNodeSpec spec, Set<PciAddress> held) {
    return Outside.asked(spec.host(), snapshot)
        .before(Planner.plan(snapshot, spec, applier.ledger(), held));
  }

  @Override
  public Plan restoration(Snapshot snapshot, Set<PciAddress> held) {
    return Outside.left(applier.hostLedger())
        .before(Planner.restore(snapshot, applier.ledger(), held));
  }

  @Override
  public List<String> apply(Plan plan) {
    try {
      var report = applier.apply(plan);
      return Stream.concat(report.failures().values().stream(), report.hostFailures().stream())
          .toList();
    } catch (IOException journalFailed) {
      throw new UncheckedIOException(
          "The journal cannot be written, so nothing is changed on the host", journalFailed);
    }
  }
}
