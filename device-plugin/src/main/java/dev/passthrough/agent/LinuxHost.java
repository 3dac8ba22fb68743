package dev.passthrough.agent;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.apply.Applier;
import dev.passthrough.host.boot.EarlyDevices;
import dev.passthrough.host.boot.Outside;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.use.HostUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
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
  public Snapshot observe(Depth depth) {
    try {
      return applier.observe(depth);
    } catch (IOException unanswered) {
      throw new UncheckedIOException(unanswered);
    }
  }

  @Override
  public HostUse use() {
    try {
      return applier.use();
    } catch (IOException unanswered) {
      throw new UncheckedIOException(unanswered);
    }
  }

  @Override
  public Plan plan(Observed host, PassthroughNodeSpec spec) {
    var devices = Planner.plan(host, spec, applier.ledger());
    var early = EarlyDevices.of(spec, devices, host.snapshot(), applier.ledger());
    try {
      var changed = early.devices().isEmpty() ? HostLedger.empty() : applier.hostLedger();
      return Outside.asked(spec.host(), host.snapshot(), changed, early, applier.bootId())
          .before(devices);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public Plan restoration(Observed host) {
    try {
      return Outside.left(applier.hostLedger()).before(Planner.restore(host, applier.ledger()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
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
