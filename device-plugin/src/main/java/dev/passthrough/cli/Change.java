package dev.passthrough.cli;

import dev.passthrough.api.PrivilegedResult.Outcome;
import dev.passthrough.host.apply.Applier;
import dev.passthrough.host.apply.Deadlines;
import dev.passthrough.host.apply.HostTakenException;
import dev.passthrough.host.apply.KernelWrites;
import dev.passthrough.host.apply.Report;
import dev.passthrough.host.apply.SettingsNote;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.CommandStep;
import dev.passthrough.host.plan.DeviceStep;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.Kept;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Reboot;
import dev.passthrough.host.plan.Refusal;
import dev.passthrough.host.plan.SetVirtualFunctions;
import dev.passthrough.host.plan.Step;
import dev.passthrough.host.plan.SysfsStep;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Changes a host from the command line: finishes what is open, plans, shows, asks, carries out. The
 * host itself comes first, then what sysfs has of its devices, then what programs set of them, then
 * the reboot.
 */
final class Change {

  private static final Duration WAIT = Duration.ofSeconds(10);

  /** An agent gives way between two turns, and a turn may wait for a slow kernel. */
  private static final Duration WAIT_FOR_AGENT = Duration.ofMinutes(2);

  private static final int FAILED = 1;

  private final HostOptions host;
  private final Consent consent;
  private final ResultFile result;
  private final PrintWriter out;
  private final Collection<PciAddress> settingCards;
  private final BiFunction<Ledger, HostLedger, Plan> planner;

  Change(
      HostOptions host,
      Consent consent,
      ResultFile result,
      PrintWriter out,
      Collection<PciAddress> settingCards,
      BiFunction<Ledger, HostLedger, Plan> planner) {
    this.host = host;
    this.consent = consent;
    this.result = result;
    this.out = out;
    this.settingCards = settingCards;
    this.planner = planner;
  }

  /**
   * The exit code: 0 if the host is as planned and nothing was refused.
   *
   * @param besideAgent whether an agent has the devices, and is disturbed only for a step on one
   */
  int run(boolean besideAgent) throws IOException, InterruptedException {
    try {
      return change(besideAgent);
    } catch (IOException | RuntimeException failed) {
      result.write(
          Outcome.Failed, Plan.of(List.of()), List.of(String.valueOf(failed.getMessage())));
      throw failed;
    } finally {
      out.flush();
    }
  }

  private int change(boolean besideAgent) throws IOException, InterruptedException {
    try (var itself = Applier.openHost(host.root(), host.access(), Deadlines.usual(), WAIT)) {
      finish(itself);
      if (besideAgent) {
        var plan = planBeside(itself);
        if (plan.steps().stream().noneMatch(SysfsStep.class::isInstance)) {
          return carryOut(plan, () -> planBeside(itself), itself, Optional.empty());
        }
      }
      var wait = besideAgent ? WAIT_FOR_AGENT : WAIT;
      try (var devices = Applier.open(host.root(), KernelWrites.files(), Deadlines.usual(), wait)) {
        finish(devices);
        Look look = () -> planner.apply(devices.ledger().and(itself.ledger()), itself.hostLedger());
        return carryOut(look.plan(), look, itself, Optional.of(devices));
      } catch (HostTakenException taken) {
        if (besideAgent) {
          throw taken;
        }
        return withoutDevices(itself, taken);
      }
    }
  }

  private Plan planBeside(Applier itself) throws IOException {
    return planner.apply(Applier.ledgerOf(host.root()).and(itself.ledger()), itself.hostLedger());
  }

  /** An agent may keep the devices: the host itself can be prepared all the same. */
  private int withoutDevices(Applier itself, HostTakenException taken) throws IOException {
    var plan = planBeside(itself);
    var remade =
        plan.steps().stream()
            .flatMap(
                it -> it instanceof SetVirtualFunctions made ? Stream.of(made.card()) : Stream.of())
            .collect(Collectors.toSet());
    List<Step> rest =
        plan.steps().stream()
            .filter(it -> !(it instanceof SysfsStep))
            .filter(it -> !(it instanceof CommandStep step && remade.contains(step.card())))
            .toList();
    if (rest.isEmpty() && settingCards.isEmpty()) {
      throw taken;
    }
    out.printf("Steps on devices are left to the one that has them: %s%n%n", taken.getMessage());
    return carryOut(
        new Plan(rest, plan.answers(), plan.kept(), plan.notices(), List.of()),
        () -> planBeside(itself),
        itself,
        Optional.empty());
  }

  private void finish(Applier applier) throws IOException {
    var open = applier.recover();
    if (open.isPresent()) {
      out.println(
          "An earlier run was cut off; of the host itself it is finished or undone, and of devices it is planned anew:");
      PlanText.print(open.orElseThrow(), out);
    }
  }

  /**
   * @param look plans anew before a device is touched: until somebody agreed, and while programs
   *     made boot files, a pod may have got it
   */
  private int carryOut(Plan plan, Look look, Applier itself, Optional<Applier> devices)
      throws IOException {
    PlanText.print(plan, out);
    var refused = consent.refused(plan, out);
    refused.ifPresent(out::println);
    if (refused.isPresent()) {
      result.write(Outcome.Changed, plan, refused.stream().toList());
      return FAILED;
    }
    var reports = new ArrayList<Report>();
    reports.add(
        itself.apply(only(plan, it -> !(it instanceof DeviceStep || it instanceof Reboot))));
    if (!plan.deviceSteps().isEmpty()) {
      var now = look.plan();
      if (!now.steps().containsAll(plan.deviceSteps())) {
        return overtaken(plan, now, reports.getFirst());
      }
    }
    if (devices.isPresent()) {
      reports.add(devices.get().apply(only(plan, SysfsStep.class::isInstance)));
    }
    reports.add(settings(plan, itself, Report.together(reports).failures().keySet()));
    boolean reboot = host.live() && plan.steps().stream().anyMatch(Reboot.class::isInstance);
    if (reports.stream().allMatch(Report::ok)) {
      if (reboot) {
        result.write(Outcome.Rebooting, plan, List.of());
      }
      reports.add(itself.apply(only(plan, Reboot.class::isInstance)));
    }
    var report = Report.together(reports);
    if (!report.ok()) {
      result.write(Outcome.Failed, plan, failures(report));
    } else if (!reboot) {
      result.write(Outcome.Done, plan, List.of());
    }
    return end(plan, report);
  }

  /** Ends with the devices as they are, since {@code now} is without a step that was agreed to. */
  private int overtaken(Plan plan, Plan now, Report itself) throws IOException {
    var lost = new ArrayList<>(plan.deviceSteps());
    lost.removeAll(now.steps());
    var why =
        "The host has changed since this was planned: '%s' is not to be done any more. No device was changed%s. Look at the plan as it is now with 'passthrough plan', and run this again."
            .formatted(
                lost.getFirst().sentence(),
                itself.done().isEmpty() ? "" : "; what it takes of the host itself was done");
    var reasons =
        Stream.of(
                Stream.of(why),
                now.kept().stream().filter(it -> !plan.kept().contains(it)).map(Kept::message),
                now.refusals().stream()
                    .filter(it -> !plan.refusals().contains(it))
                    .map(Refusal::message))
            .flatMap(it -> it)
            .toList();
    PlanText.print(itself, out);
    reasons.forEach(out::println);
    result.write(
        itself.done().isEmpty() ? Outcome.Changed : Outcome.Failed,
        plan,
        Stream.concat(reasons.stream(), failures(itself).stream()).toList());
    return FAILED;
  }

  private static List<String> failures(Report report) {
    return Stream.concat(report.hostFailures().stream(), report.failures().values().stream())
        .toList();
  }

  /** What programs set of devices; {@code failed} cards are not as it takes. */
  private Report settings(Plan plan, Applier itself, Set<PciAddress> failed) throws IOException {
    var steps = only(plan, it -> it instanceof CommandStep step && !failed.contains(step.card()));
    if (!host.live()) {
      return Report.leftOut(steps.steps());
    }
    if (!steps.isEmpty()) {
      SettingsNote.forget(host.root());
    }
    var report = itself.apply(steps);
    if (settingCards.isEmpty()) {
      SettingsNote.forget(host.root());
    } else {
      var now = host.settled(host.snapshot(Depth.QUICK), settingCards);
      SettingsNote.write(host.root(), now, settingCards);
    }
    return report;
  }

  private int end(Plan plan, Report report) {
    if (!plan.isEmpty()) {
      PlanText.print(report, out);
    }
    if (!report.ok() || !plan.kept().isEmpty()) {
      return FAILED;
    }
    return Passthrough.code(plan);
  }

  /** What is to be done to the host as it is now. */
  @FunctionalInterface
  private interface Look {
    Plan plan() throws IOException;
  }

  private static Plan only(Plan plan, Predicate<Step> wanted) {
    return Plan.of(plan.steps().stream().filter(wanted).toList());
  }
}
