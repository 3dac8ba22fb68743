package dev.passthrough.host.apply;

import dev.passthrough.host.plan.ChangeArguments;
import dev.passthrough.host.plan.HostStep;
import dev.passthrough.host.plan.Reboot;
import dev.passthrough.host.plan.RunCommand;
import dev.passthrough.host.plan.WriteFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * The steps of one open plan that change the host itself. They stand or fall together: after one
 * that fails the later ones are left out and the earlier ones undone, devices or not.
 */
final class HostPart {

  private final JournalState.OpenPlan open;
  private final Journal journal;
  private final HostRunner runner;
  private final SortedMap<Integer, HostStep> steps;
  private final List<HostStep> done = new ArrayList<>();
  private final List<HostStep> leftOut = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  HostPart(JournalState.OpenPlan open, Journal journal, HostRunner runner) {
    this.open = open;
    this.journal = journal;
    this.runner = runner;
    this.steps = open.hostSteps();
  }

  List<HostStep> done() {
    return done;
  }

  List<HostStep> leftOut() {
    return leftOut;
  }

  List<String> failures() {
    return failures;
  }

  /** All but the reboot. */
  void prepare() throws IOException {
    if (steps.keySet().stream().anyMatch(open.failed()::contains)) {
      failures.add("the host's preparation failed before the restart");
    }
    for (var entry : steps.entrySet()) {
      if (failures.isEmpty() && !(entry.getValue() instanceof Reboot)) {
        run(entry);
      }
    }
  }

  /** The reboot, if there is one and nothing has failed. */
  void end(boolean othersFailed) throws IOException {
    for (var entry : steps.entrySet()) {
      if (failures.isEmpty() && !othersFailed && entry.getValue() instanceof Reboot) {
        run(entry);
      }
    }
  }

  private void run(Map.Entry<Integer, HostStep> entry) throws IOException {
    int index = entry.getKey();
    if (open.done().contains(index)) {
      return;
    }
    try {
      switch (runner.run(index, entry.getValue())) {
        case DONE -> done.add(entry.getValue());
        case LEFT_OUT -> leftOut.add(entry.getValue());
      }
    } catch (StepFailure failure) {
      journal.append(new JournalEntry.Failed(index, failure.sentence()));
      failures.add(failure.sentence());
    }
  }

  /**
   * What takes back what this plan did so far, later steps first, then makes anew what is made of
   * the files. Empty if nothing failed, nothing was done, or this plan itself takes back.
   */
  List<HostStep> undo() {
    if (failures.isEmpty() || open.undoing()) {
      return List.of();
    }
    var back = new ArrayList<HostStep>();
    var again = new LinkedHashSet<HostStep>();
    var now = journal.state().open().orElse(open);
    for (var entry : steps.entrySet()) {
      if (touched(entry, now.done())) {
        switch (entry.getValue()) {
          case WriteFile it -> back.addFirst(reversed(it));
          case ChangeArguments it -> back.addFirst(it.inverse());
          case RunCommand _, Reboot _ -> {}
        }
      }
    }
    for (var step : steps.values()) {
      if (step instanceof RunCommand it && back.stream().anyMatch(file -> derives(it, file))) {
        again.add(it.unchecked());
      }
    }
    back.addAll(again);
    return List.copyOf(back);
  }

  /** A program that failed half-way may have changed something all the same. */
  private boolean touched(Map.Entry<Integer, HostStep> entry, Set<Integer> doneNow) {
    var ledger = journal.state().host();
    return doneNow.contains(entry.getKey())
        || (entry.getValue() instanceof ChangeArguments it
            && ledger.arguments(it.tool()).isPresent()
            && journal.state().open().filter(p -> p.failed().contains(entry.getKey())).isPresent());
  }

  private static WriteFile reversed(WriteFile step) {
    return new WriteFile(
        step.path(),
        step.after(),
        step.before(),
        step.without(),
        step.folders(),
        "back to what it was before this plan, because a step failed");
  }

  private static boolean derives(RunCommand command, HostStep step) {
    return step instanceof WriteFile it && command.derivesFrom(it.path());
  }
}
