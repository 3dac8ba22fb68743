package dev.passthrough.host.apply;

import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.DeviceStep;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.Step;
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
    Optional<OpenPlan> open,
    Map<PciAddress, Kernel.Hanging> quarantine) {

  JournalState {
    quarantine = Map.copyOf(quarantine);
  }

  /**
   * A plan that was begun and has not ended.
   *
   * @param done the steps that came about
   * @param failed those that did not
   */
  record OpenPlan(
      String hash, boolean undoing, List<Step> steps, Set<Integer> done, Set<Integer> failed) {

    OpenPlan {
      steps = List.copyOf(steps);
      done = Set.copyOf(done);
      failed = Set.copyOf(failed);
    }

    /** The steps that change a device, each under its index, in order. */
    SortedMap<Integer, DeviceStep> deviceSteps() {
      var found = new TreeMap<Integer, DeviceStep>();
      for (int index = 0; index < steps.size(); index++) {
        switch (steps.get(index)) {
          case DeviceStep it -> found.put(index, it);
        }
      }
      return found;
    }

    private OpenPlan done(int index) {
      return new OpenPlan(hash, undoing, steps, with(done, index), failed);
    }

    private OpenPlan failed(int index) {
      return new OpenPlan(hash, undoing, steps, done, with(failed, index));
    }

    private static Set<Integer> with(Set<Integer> set, int index) {
      var more = new HashSet<>(set);
      more.add(index);
      return more;
    }
  }

  static JournalState empty() {
    return new JournalState("", Ledger.empty(), Optional.empty(), Map.of());
  }

  JournalState and(JournalEntry entry) {
    return switch (entry) {
      case JournalEntry.Booted it when it.bootId().equals(bootId) -> this;
      case JournalEntry.Booted it ->
          new JournalState(it.bootId(), Ledger.empty(), Optional.empty(), Map.of());
      case JournalEntry.Began it ->
          opened(new OpenPlan(it.hash(), it.undoing(), it.steps(), Set.of(), Set.of()));
      case JournalEntry.Intended it -> with(ledger.before(step(it.index()), it.found()));
      case JournalEntry.Completed it ->
          with(ledger.after(step(it.index()))).opened(current().done(it.index()));
      case JournalEntry.Failed it -> opened(current().failed(it.index()));
      case JournalEntry.Ended _ -> new JournalState(bootId, ledger, Optional.empty(), quarantine);
      case JournalEntry.Forgot it -> with(ledger.without(it.facts()));
      case JournalEntry.Holding it -> with(new Ledger(it.facts()));
      case JournalEntry.Quarantined it -> {
        var more = new HashMap<>(quarantine);
        more.put(it.card(), new Kernel.Hanging(it.device(), it.what()));
        yield new JournalState(bootId, ledger, open, more);
      }
      case JournalEntry.Released it -> {
        var fewer = new HashMap<>(quarantine);
        fewer.remove(it.card());
        yield new JournalState(bootId, ledger, open, fewer);
      }
    };
  }

  private JournalState with(Ledger other) {
    return new JournalState(bootId, other, open, quarantine);
  }

  private JournalState opened(OpenPlan plan) {
    return new JournalState(bootId, ledger, Optional.of(plan), quarantine);
  }

  private OpenPlan current() {
    return open.orElseThrow(() -> new IllegalStateException("a step outside of any plan"));
  }

  private DeviceStep step(int index) {
    return switch (current().steps().get(index)) {
      case DeviceStep it -> it;
    };
  }
}
