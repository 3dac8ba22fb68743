package dev.passthrough.host.apply;

import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.CommandStep;
import dev.passthrough.host.plan.DeviceStep;
import dev.passthrough.host.plan.HostStep;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Step;
import dev.passthrough.host.plan.Undo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The way of the plan that the journal holds open to its end: its steps, and whatever has to be
 * undone of them.
 */
record PlanRun(Journal journal, Kernel kernel, StepRunner runner, HostRunner host) {

  /**
   * The end of a plan that a crash cut off. Steps on the host itself are finished or undone, but
   * for a reboot. Nothing is written to a device: however long ago the plan was made, the host or a
   * virtual machine may need by now what it or the reboot would take, which the next plan asks.
   *
   * @throws IOException if the journal cannot be written
   */
  Report recover() throws IOException {
    var open = journal.state().open().orElseThrow();
    var preparation = new HostPart(open, journal, host);
    preparation.prepare();
    var done = new ArrayList<Step>(preparation.done());
    var failures = new TreeMap<PciAddress, String>();
    for (var entry : open.deviceSteps().entrySet()) {
      if (open.done().contains(entry.getKey())) {
        continue;
      }
      cameAbout(open, entry.getKey(), entry.getValue(), failures).ifPresent(done::add);
    }
    var hostFailures = new ArrayList<>(preparation.failures());
    carryOutOrEnd(open, List.copyOf(preparation.undo()), failures, hostFailures);
    return new Report(done, failures, hostFailures, List.copyOf(preparation.leftOut()));
  }

  private Optional<DeviceStep> cameAbout(
      JournalState.OpenPlan open, int index, DeviceStep step, Map<PciAddress, String> failures)
      throws IOException {
    if (!open.intended().contains(index) || open.failed().contains(index)) {
      return Optional.empty();
    }
    try {
      return runner.cameAbout(index, step) ? Optional.of(step) : Optional.empty();
    } catch (StepFailure unanswered) {
      failures.put(step.card(), unanswered.sentence());
      if (unanswered.hung()) {
        quarantined(step, unanswered);
      }
      return Optional.empty();
    }
  }

  /**
   * Carries out all of it.
   *
   * @throws IOException if the journal cannot be written; the host is then left as it is
   */
  Report run() throws IOException {
    var open = journal.state().open().orElseThrow();
    var preparation = new HostPart(open, journal, host);
    preparation.prepare();
    var done = new ArrayList<Step>(preparation.done());
    var failures = new TreeMap<PciAddress, String>();
    var hung = new HashSet<PciAddress>();
    var superseded = new HashSet<PciAddress>();
    var steps = open.deviceSteps();
    for (var entry : steps.entrySet()) {
      int index = entry.getKey();
      var step = entry.getValue();
      if (failures.containsKey(step.card()) || superseded.contains(step.card())) {
        continue;
      }
      try {
        var outcome = runner.run(index, step);
        done.add(step);
        if (outcome == StepRunner.Outcome.ELSEWHERE) {
          superseded.add(step.card());
        }
      } catch (StepFailure failure) {
        journal.append(new JournalEntry.Failed(index, failure.sentence()));
        failures.put(step.card(), failure.sentence());
        if (failure.hung()) {
          hung.add(step.card());
          quarantined(step, failure);
        }
      }
    }
    preparation.end(!failures.isEmpty());
    var hostFailures = new ArrayList<>(preparation.failures());
    undo(open, failures, hung, preparation.undo(), hostFailures);
    return new Report(done, failures, hostFailures, List.copyOf(preparation.leftOut()));
  }

  /** A program that comes after this one has to know what is still hanging. */
  private void quarantined(DeviceStep step, StepFailure failure) throws IOException {
    if (!journal.state().quarantine().containsKey(step.card())) {
      journal.append(
          new JournalEntry.Quarantined(
              step.card(),
              step.device(),
              kernel.quarantine().getOrDefault(step.card(), failure.sentence())));
    }
  }

  /**
   * Brings the failed cards back, as far as this plan touched them: what an earlier plan made may
   * be in use.
   */
  private void undo(
      JournalState.OpenPlan open,
      Map<PciAddress, String> failures,
      Set<PciAddress> hung,
      List<HostStep> backOnHost,
      List<String> hostFailures)
      throws IOException {
    var touched =
        open.deviceSteps().values().stream().map(DeviceStep::device).collect(Collectors.toSet());
    var steps = new ArrayList<Step>(backOnHost);
    var cards = new TreeSet<>(failures.keySet());
    cards.removeAll(hung);
    if (!open.undoing() && !cards.isEmpty()) {
      try {
        var snapshot = kernel.settled(kernel.snapshot(), settingsOf(open));
        var ours = journal.state().ledger().about(touched);
        cards.forEach(card -> steps.addAll(Undo.steps(card, snapshot, ours)));
      } catch (StepFailure unreadable) {
        cards.forEach(card -> failures.merge(card, unreadable.sentence(), PlanRun::notUndone));
      }
    }
    carryOutOrEnd(open, steps, failures, hostFailures);
  }

  private void carryOutOrEnd(
      JournalState.OpenPlan open,
      List<? extends Step> undoing,
      Map<PciAddress, String> failures,
      List<String> hostFailures)
      throws IOException {
    List<Step> steps = List.copyOf(undoing);
    if (steps.isEmpty()) {
      journal.append(JournalEntry.Ended.now(open.hash()));
      return;
    }
    journal.append(JournalEntry.Began.now(Plan.of(steps).hash(), true, steps));
    var undone = run();
    undone.failures().forEach((card, why) -> failures.merge(card, why, PlanRun::notUndone));
    undone.hostFailures().forEach(why -> hostFailures.add("it could not be undone: " + why));
  }

  private static Set<PciAddress> settingsOf(JournalState.OpenPlan open) {
    return open.deviceSteps().values().stream()
        .filter(CommandStep.class::isInstance)
        .map(DeviceStep::card)
        .collect(Collectors.toSet());
  }

  private static String notUndone(String failure, String why) {
    return failure + "; and it could not be undone: " + why;
  }
}
