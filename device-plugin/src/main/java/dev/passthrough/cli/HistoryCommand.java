package dev.passthrough.cli;

import dev.passthrough.host.apply.History;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code passthrough history}. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    description =
        "Shows what was changed on this host, when, and what became of it. Writes nothing.")
final class HistoryCommand implements Callable<Integer> {

  @Spec private CommandSpec command = CommandSpec.create();
  @Mixin private HostOptions host = new HostOptions();

  @Override
  public Integer call() throws Exception {
    var out = command.commandLine().getOut();
    var plans = History.of(host.root());
    if (plans.isEmpty()) {
      out.println("Nothing was changed on this host, as far as /var/lib/passthrough tells.");
    }
    plans.forEach(it -> print(it, out));
    out.flush();
    return 0;
  }

  private static void print(History.PastPlan plan, PrintWriter out) {
    out.printf(
        "%s  %s  plan %s%s%n",
        plan.at(),
        verdict(plan),
        plan.hash().substring(0, Math.min(12, plan.hash().length())),
        plan.undoing() ? ", taking back what had failed" : "");
    for (var step : plan.steps()) {
      out.printf("  %-8s %s%n", word(step.outcome()), step.sentence());
      if (!step.why().isEmpty()) {
        out.printf("           %s%n", step.why());
      }
    }
  }

  private static String verdict(History.PastPlan plan) {
    long done = plan.steps().stream().filter(it -> it.outcome() == History.Outcome.Done).count();
    if (plan.steps().stream().anyMatch(it -> it.outcome() == History.Outcome.Open)) {
      return "cut off";
    }
    return done == plan.steps().size()
        ? "done"
        : "%d of %d steps done".formatted(done, plan.steps().size());
  }

  private static String word(History.Outcome outcome) {
    return switch (outcome) {
      case Done -> "done";
      case Failed -> "failed";
      case LeftOut -> "left out";
      case Open -> "open";
    };
  }
}
