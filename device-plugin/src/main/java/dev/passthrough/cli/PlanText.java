package dev.passthrough.cli;

import dev.passthrough.host.apply.Report;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Answer;
import dev.passthrough.host.plan.CommandStep;
import dev.passthrough.host.plan.HostStep;
import dev.passthrough.host.plan.Offer;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Privilege;
import dev.passthrough.host.plan.Refusal;
import dev.passthrough.host.plan.Step;
import dev.passthrough.host.plan.SysfsStep;
import dev.passthrough.host.plan.Unit;
import java.io.PrintWriter;
import java.util.List;

/** A plan, and what became of it, for a person at a terminal. */
final class PlanText {

  private PlanText() {}

  static void print(Plan plan, PrintWriter out) {
    plan.answers().forEach(it -> print(it, out));
    plan.kept().forEach(it -> out.printf("! kept: %s%n", it.message()));
    plan.notices().forEach(it -> out.printf("! host: %s: %s%n", it.reason(), it.message()));
    if (!plan.answers().isEmpty() || !plan.kept().isEmpty() || !plan.notices().isEmpty()) {
      out.println();
    }
    if (plan.isEmpty()) {
      out.println("Nothing to change.");
      return;
    }
    int number = 0;
    for (var step : plan.steps()) {
      print(++number, step, out);
      int index = number - 1;
      plan.disturbances().stream()
          .filter(it -> it.step() == index)
          .forEach(it -> out.printf("     disturbs %s%n", it.sentence()));
    }
    out.printf(
        "%nPlan: %s, %s refused, %d kept.%nHash: %s%n",
        count(plan.steps().size(), "step"),
        count(plan.refusals().size(), "entry", "entries"),
        plan.kept().size(),
        plan.hash());
  }

  static void print(Report report, PrintWriter out) {
    out.printf("%s done and verified.%n", count(report.done().size(), "step"));
    report.hostFailures().forEach(why -> out.printf("! host: %s%n", why));
    report.failures().forEach((card, why) -> out.printf("! %s: %s%n", card, why));
    if (!report.leftOut().isEmpty()) {
      out.println("Not done, because this is a folder of files and not a host that runs:");
      report.leftOut().forEach(it -> out.printf("  %s%n", it.sentence()));
    }
  }

  private static void print(Answer answer, PrintWriter out) {
    switch (answer) {
      case Offer it ->
          out.printf("+ %s: offers %s: %s%n", it.entry(), it.resourceName(), list(it.units()));
      case Refusal it -> {
        out.printf("! %s: %s: %s%n", it.entry(), it.reason(), it.message());
        if (!it.units().isEmpty()) {
          out.printf("  offers all the same %s: %s%n", it.resourceName(), list(it.units()));
        }
      }
    }
  }

  private static void print(int number, Step step, PrintWriter out) {
    out.printf("%3d. %s%n", number, step.sentence());
    switch (step) {
      case SysfsStep it ->
          out.printf("     write    %s > /sys/%s%n", quoted(it.value()), it.path());
      case CommandStep it -> out.printf("     run      %s%n", String.join(" ", it.command()));
      case HostStep it -> HostStepText.print(it, out);
    }
    out.printf("     verify   %s%n", step.verified());
    out.printf("     undo     %s%n", step.undone());
    if (step.privilege() != Privilege.SYSFS) {
      out.printf("     needs    %s%n", step.privilege().label());
    }
  }

  private static String quoted(String value) {
    return value.isEmpty() ? "(empty line)" : value;
  }

  private static String list(List<Unit> units) {
    return units.isEmpty()
        ? "devices whose addresses are known once they are made"
        : String.join(", ", units.stream().map(PlanText::unit).toList());
  }

  private static String unit(Unit unit) {
    return switch (unit) {
      case Unit.Whole it when it.companions().isEmpty() -> it.id();
      case Unit.Mediated it -> it.id() + " (on " + it.parent() + ")";
      case Unit.Vgpu it -> it.id();
      case Unit.Whole it -> it.id() + " (with " + PciAddress.list(it.companions()) + ")";
    };
  }

  private static String count(int number, String one) {
    return count(number, one, one + "s");
  }

  private static String count(int number, String one, String more) {
    return number + " " + (number == 1 ? one : more);
  }
}
