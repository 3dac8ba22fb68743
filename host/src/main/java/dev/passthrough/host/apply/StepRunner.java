package dev.passthrough.host.apply;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.plan.CommandStep;
import dev.passthrough.host.plan.DeviceStep;
import dev.passthrough.host.plan.SetVirtualFunctions;
import java.io.IOException;
import java.util.Optional;

/** Carries out one step: looks, notes, writes, looks again. */
final class StepRunner {

  private static final long PAUSE_MILLIS = 10;

  private final Kernel kernel;
  private final Journal journal;
  private final Deadlines deadlines;

  StepRunner(Kernel kernel, Journal journal, Deadlines deadlines) {
    this.kernel = kernel;
    this.journal = journal;
    this.deadlines = deadlines;
  }

  /** How a step came about. */
  enum Outcome {
    AS_PLANNED,
    /** New functions are not where the card said they would be: only a new plan can name them. */
    ELSEWHERE
  }

  /**
   * @throws IOException if the journal cannot be written; then the kernel was left alone
   * @throws StepFailure if the step did not come about
   */
  Outcome run(int index, DeviceStep step) throws IOException, StepFailure {
    var now = kernel.observe(step);
    if (!Verification.holds(step, now)) {
      expect(step, now);
      journal.append(new JournalEntry.Intended(index, Verification.value(step.property(), now)));
      write(step);
    }
    var outcome =
        step instanceof SetVirtualFunctions it && it.count() > 0
            ? lookAtNew(it)
            : Outcome.AS_PLANNED;
    journal.append(new JournalEntry.Completed(index));
    return outcome;
  }

  /**
   * Whether {@code step}, which a crash cut off, came about; that is noted then. Writes nothing to
   * the kernel.
   *
   * @throws IOException if the journal cannot be written
   * @throws StepFailure if the kernel does not say
   */
  boolean cameAbout(int index, DeviceStep step) throws IOException, StepFailure {
    boolean so = Verification.holds(step, kernel.observe(step));
    if (so) {
      journal.append(new JournalEntry.Completed(index));
    }
    return so;
  }

  private Outcome lookAtNew(SetVirtualFunctions step) throws StepFailure {
    var snapshot = kernel.snapshot();
    var flaw = Verification.notIsolated(step.device(), snapshot);
    if (flaw.isPresent()) {
      throw new StepFailure(flaw.orElseThrow(), false);
    }
    var made = Verification.virtualFunctions(snapshot.function(step.device()));
    return step.predicted().isEmpty() || step.predicted().equals(made)
        ? Outcome.AS_PLANNED
        : Outcome.ELSEWHERE;
  }

  private static void expect(DeviceStep step, Optional<PciFunction> now) throws StepFailure {
    if (now.isEmpty()) {
      throw new StepFailure("%s is not there any more".formatted(step.device()), false);
    }
    if (step instanceof CommandStep && step.from().isEmpty()) {
      return;
    }
    var value = Verification.value(step.property(), now);
    if (!value.equals(step.from()) && !value.equals(step.to())) {
      throw new StepFailure(
          "%s of %s is '%s' and was '%s' when the plan was made; somebody else changes this host too"
              .formatted(step.property().attribute(), step.device(), value, step.from()),
          false);
    }
  }

  private void write(DeviceStep step) throws StepFailure {
    Optional<String> words = Optional.empty();
    try {
      kernel.write(step);
    } catch (IOException refused) {
      words = Optional.of(Kernel.words(refused));
    }
    // A write's error is no proof either: only what is read back counts. But there is nothing to
    // wait for then.
    if (!(words.isEmpty() ? settles(step) : Verification.holds(step, kernel.observe(step)))) {
      throw new StepFailure(complaint(step, words), false);
    }
  }

  private String complaint(DeviceStep step, Optional<String> words) throws StepFailure {
    var said =
        words
            .map(it -> "the kernel says: " + it)
            .orElse(
                "the kernel took it, but after %d s it is not so that %s (%s)"
                    .formatted(deadlines.settle().toSeconds(), step.verified(), seen(step)));
    return "%s: %s: %s; %s"
        .formatted(step.sentence(), Kernel.act(step), said, Advice.on(step, words.orElse("")));
  }

  private String seen(DeviceStep step) throws StepFailure {
    var now = kernel.observe(step);
    var value = Verification.value(step.property(), now);
    var what = value.isEmpty() ? "it is none" : "it is " + value;
    return step instanceof SetVirtualFunctions
        ? what + ", with %d virtfn links".formatted(Verification.virtualFunctions(now).size())
        : what;
  }

  private boolean settles(DeviceStep step) throws StepFailure {
    long end = System.nanoTime() + deadlines.settle().toNanos();
    while (!Verification.holds(step, kernel.observe(step))) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new StepFailure("interrupted while waiting for: " + step.verified(), true);
      }
    }
    return true;
  }
}
