package dev.passthrough.cli;

import dev.passthrough.host.apply.Applier;
import dev.passthrough.host.apply.Deadlines;
import dev.passthrough.host.apply.KernelWrites;
import dev.passthrough.host.apply.Report;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.Plan;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.BiFunction;

/** Changes a host from the command line: finishes what is open, plans, shows, asks, carries out. */
final class Change {

  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final int FAILED = 1;

  private Change() {}

  /** The exit code: 0 if the host is as planned and nothing was refused. */
  static int run(
      HostOptions host,
      Consent consent,
      PrintWriter out,
      BiFunction<Ledger, HostLedger, Plan> planner)
      throws IOException, InterruptedException {
    try (var applier = open(host)) {
      var open = applier.recover();
      if (open.isPresent()) {
        out.println("An earlier run was cut off; what it left open is finished or undone:");
        PlanText.print(open.orElseThrow(), out);
      }
      var plan = planner.apply(applier.ledger(), applier.hostLedger());
      PlanText.print(plan, out);
      var refused = consent.refused(plan, out);
      refused.ifPresent(out::println);
      if (refused.isPresent()) {
        return FAILED;
      }
      return end(plan, applier.apply(plan), out);
    } finally {
      out.flush();
    }
  }

  private static int end(Plan plan, Report report, PrintWriter out) {
    if (!plan.isEmpty()) {
      PlanText.print(report, out);
    }
    if (!report.ok() || !plan.kept().isEmpty()) {
      return FAILED;
    }
    return Passthrough.code(plan);
  }

  private static Applier open(HostOptions host) throws IOException, InterruptedException {
    return Applier.open(host.root(), KernelWrites.files(), host.access(), Deadlines.usual(), WAIT);
  }
}
