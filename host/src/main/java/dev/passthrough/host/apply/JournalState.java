package dev.passthrough.host.apply;

import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.ChangeArguments;
import dev.passthrough.host.plan.DeviceStep;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.HostStep;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.Reboot;
import dev.passthrough.host.plan.RunCommand;
import dev.passthrough.host.plan.Step;
import dev.passthrough.host.plan.WriteFile;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the lines of a journal come to: a pure fold over them. */
record JournalState(
    String bootId,
    Ledger ledger,
    HostLedger host,
    Optional<OpenPlan> open,
    Map<PciAddress, Quarantine.Hanging> quarantine) {

  JournalState {
    quarantine = Map.copyOf(quarantine);
  }

  /**
   * A plan that was begun and has not ended.
   *
   * @param intended the steps that were begun
   * @param done those that came about
   * @param failed those that did not
   */
  record OpenPlan(
      String hash,
      boolean undoing,
      List<Step> steps,
      Set<Integer> intended,
      Set<Integer> done,
      Set<Integer> failed) {

    OpenPlan {
      steps = List.copyOf(steps);
      intended = Set.copyOf(intended);
      done = Set.copyOf(done);
      failed = Set.copyOf(failed);
    }

    /** The steps that change a device, each under its index, in order. */
    SortedMap<Integer, DeviceStep> deviceSteps() {
      var found = new TreeMap<Integer, DeviceStep>();
      for (int index = 0; index < steps.size(); index++) {
        switch (steps.get(index)) {
          case DeviceStep it -> found.put(index, it);
          case HostStep _ -> {}
        }
      }
      return found;
    }

    /** The steps that change the host itself, each under its index, in order. */
    SortedMap<Integer, HostStep> hostSteps() {
      var found = new TreeMap<Integer, HostStep>();
      for (int index = 0; index < steps.size(); index++) {
        switch (steps.get(index)) {
          case DeviceStep _ -> {}
          case HostStep it -> found.put(index, it);
        }
      }
      return found;
    }

    /**
     * What is left of it in another boot: steps on the host's files. Those on devices are void, and
     * a reboot has been, be it for another reason.
     */
    private Optional<OpenPlan> afterAnotherBoot() {
      var over = new HashSet<>(done);
      over.addAll(deviceSteps().keySet());
      hostSteps()
          .forEach((index, step) -> {
            if (step instanceof Reboot) {
              over.add(index);
            }
          });
      return over.size() == steps.size()
          ? Optional.empty()
          : Optional.of(new OpenPlan(hash, undoing, steps, intended, over, failed));
    }

    private OpenPlan intended(int index) {
      return new OpenPlan(hash, undoing, steps, with(intended, index), done, failed);
    }

    private OpenPlan done(int index) {
      return new OpenPlan(hash, undoing, steps, intended, with(done, index), failed);
    }

    private OpenPlan failed(int index) {
      return new OpenPlan(hash, undoing, steps, intended, done, with(failed, index));
    }

    private static Set<Integer> with(Set<Integer> set, int index) {
      var more = new HashSet<>(set);
      more.add(index);
      return more;
    }
  }

  static JournalState empty() {
    return new JournalState("", Ledger.empty(), HostLedger.empty(), Optional.empty(), Map.of());
  }

  JournalState and(JournalEntry entry) {
    return switch (entry) {
      case JournalEntry.Booted it when it.bootId().equals(bootId) -> this;
      case JournalEntry.Booted it ->
          new JournalState(
              it.bootId(),
              Ledger.empty(),
              host,
              open.flatMap(OpenPlan::afterAnotherBoot),
              Map.of());
      case JournalEntry.Began it ->
          opened(new OpenPlan(it.hash(), it.undoing(), it.steps(), Set.of(), Set.of(), Set.of()));
      case JournalEntry.Intended it -> intended(it).opened(current().intended(it.index()));
      case JournalEntry.Completed it -> completed(it.index()).opened(current().done(it.index()));
      case JournalEntry.Touching it -> with(host.before(argumentStep(it.index()), it.files()));
      case JournalEntry.Touched it ->
          with(host.after(argumentStep(it.index()), it.files(), bootId))
              .opened(current().done(it.index()));
      case JournalEntry.LeftOut it -> leftOut(it.index()).opened(current().done(it.index()));
      case JournalEntry.Failed it -> opened(current().failed(it.index()));
      case JournalEntry.Ended _ ->
          new JournalState(bootId, ledger, host, Optional.empty(), quarantine);
      case JournalEntry.Forgot it -> with(ledger.without(it.facts()));
      case JournalEntry.Holding it -> with(new Ledger(it.facts()));
      case JournalEntry.HoldingHost it -> with(it.host());
      case JournalEntry.Quarantined it -> {
        var more = new HashMap<>(quarantine);
        more.put(it.card(), new Quarantine.Hanging(it.device(), it.what()));
        yield with(more);
      }
      case JournalEntry.Released it -> {
        var fewer = new HashMap<>(quarantine);
        fewer.remove(it.card());
        yield with(fewer);
      }
    };
  }

  private JournalState with(Map<PciAddress, Quarantine.Hanging> other) {
    return new JournalState(bootId, ledger, host, open, other);
  }

  private JournalState intended(JournalEntry.Intended entry) {
    return switch (step(entry.index())) {
      case DeviceStep it -> with(ledger.before(it, entry.found()));
      case WriteFile it -> with(host.before(it).owing(current().steps()));
      case Reboot _ -> with(host.rebootAsked(bootId));
      case ChangeArguments _, RunCommand _ -> this;
    };
  }

  private JournalState completed(int index) {
    return switch (step(index)) {
      case DeviceStep it -> with(ledger.after(it));
      case WriteFile it -> with(host.after(it, bootId));
      case RunCommand it -> with(host.after(it, bootId));
      case ChangeArguments _, Reboot _ -> this;
    };
  }

  private JournalState leftOut(int index) {
    return switch (step(index)) {
      case RunCommand it -> with(host.paid(it));
      case DeviceStep _, WriteFile _, ChangeArguments _, Reboot _ -> this;
    };
  }

  private JournalState with(Ledger other) {
    return new JournalState(bootId, other, host, open, quarantine);
  }

  private JournalState with(HostLedger other) {
    return new JournalState(bootId, ledger, other, open, quarantine);
  }

  private JournalState opened(OpenPlan plan) {
    return new JournalState(bootId, ledger, host, Optional.of(plan), quarantine);
  }

  private OpenPlan current() {
    return open.orElseThrow(() -> new IllegalStateException("a step outside of any plan"));
  }

  private Step step(int index) {
    return current().steps().get(index);
  }

  private ChangeArguments argumentStep(int index) {
    return switch (step(index)) {
      case ChangeArguments it -> it;
      case DeviceStep _, WriteFile _, RunCommand _, Reboot _ ->
          throw new IllegalStateException("step %d changes no arguments".formatted(index));
    };
  }
}
