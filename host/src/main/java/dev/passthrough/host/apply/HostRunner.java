package dev.passthrough.host.apply;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.plan.ChangeArguments;
import dev.passthrough.host.plan.FileState;
import dev.passthrough.host.plan.HostLedger.KeptFile;
import dev.passthrough.host.plan.HostStep;
import dev.passthrough.host.plan.Reboot;
import dev.passthrough.host.plan.RunCommand;
import dev.passthrough.host.plan.WriteFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Carries out one step on the host itself: looks, notes, changes, looks again. */
final class HostRunner {

  private final HostRoot root;
  private final HostFileStore files;
  private final HostAccess access;
  private final Journal journal;

  HostRunner(HostRoot root, HostAccess access, Journal journal) {
    this.root = root;
    this.files = new HostFileStore(root);
    this.access = access;
    this.journal = journal;
  }

  /** How a step came about. */
  enum Outcome {
    DONE,
    /** It needs a host that runs, and this one is a folder of files. */
    LEFT_OUT
  }

  /**
   * @throws IOException if the journal cannot be written; then the host was left alone
   * @throws StepFailure if the step did not come about
   */
  Outcome run(int index, HostStep step) throws IOException, StepFailure {
    if (access.files().isEmpty()) {
      throw new StepFailure(
          "%s: this program may change nothing but /sys here; run 'passthrough apply -f FILE' as root on the host"
              .formatted(step.sentence()),
          false);
    }
    return switch (step) {
      case WriteFile it -> write(index, it);
      case ChangeArguments it -> change(index, it);
      case RunCommand it -> command(index, it);
      case Reboot it -> reboot(index, it);
    };
  }

  private Outcome write(int index, WriteFile step) throws IOException, StepFailure {
    var now = attempt(step, () -> files.read(step.path()));
    if (!now.same(step.after())) {
      if (!now.same(step.before())) {
        throw new StepFailure(
            "/%s is %s and was %s when the plan was made; somebody else changes it too; plan again"
                .formatted(step.path(), now.digest(), step.before().digest()),
            false);
      }
      journal.append(new JournalEntry.Intended(index, ""));
      var left =
          attempt(
              step,
              () -> {
                access.files().orElseThrow().write(root, step.path(), step.after(), step.folders());
                return files.read(step.path());
              });
      if (!left.same(step.after())) {
        throw new StepFailure(
            "/%s was written and is %s instead of %s; see what changes it"
                .formatted(step.path(), left.digest(), step.after().digest()),
            false);
      }
    }
    journal.append(new JournalEntry.Completed(index));
    return Outcome.DONE;
  }

  private Outcome change(int index, ChangeArguments step) throws IOException, StepFailure {
    if (access.programs().isEmpty()) {
      return leaveOut(index);
    }
    var before = attempt(step, () -> touched(step, true));
    journal.append(new JournalEntry.Touching(index, before));
    run(step, step.command());
    var after = attempt(step, () -> touched(step, false));
    journal.append(new JournalEntry.Touched(index, after));
    return Outcome.DONE;
  }

  private List<KeptFile> touched(ChangeArguments step, boolean before) throws IOException {
    var all = new ArrayList<KeptFile>();
    for (var path : step.touches()) {
      var now = files.read(path);
      var left = before ? List.<FileState>of() : List.of(now);
      all.add(new KeptFile(path, step.tool().program(), now, left, List.of()));
    }
    return List.copyOf(all);
  }

  private Outcome command(int index, RunCommand step) throws IOException, StepFailure {
    if (access.programs().isEmpty()) {
      return leaveOut(index);
    }
    run(step, step.command());
    var flaw = BootMenu.flaw(root, step.readBack());
    if (flaw.isPresent()) {
      throw new StepFailure(step.sentence() + ": it ended well, but " + flaw.orElseThrow(), false);
    }
    journal.append(new JournalEntry.Completed(index));
    return Outcome.DONE;
  }

  private Outcome reboot(int index, Reboot step) throws IOException, StepFailure {
    if (access.programs().isEmpty()) {
      return leaveOut(index);
    }
    var state = journal.state();
    if (!state.host().rebootAskedIn().equals(state.bootId())) {
      journal.append(new JournalEntry.Intended(index, ""));
      run(step, List.of("systemctl", "reboot"));
    }
    journal.append(new JournalEntry.Completed(index));
    return Outcome.DONE;
  }

  private Outcome leaveOut(int index) throws IOException {
    journal.append(new JournalEntry.LeftOut(index));
    return Outcome.LEFT_OUT;
  }

  private void run(HostStep step, List<String> command) throws StepFailure {
    attempt(
        step,
        () -> {
          access.programs().orElseThrow().run(command);
          return true;
        });
  }

  /** Something done to the host, as opposed to the journal. */
  @FunctionalInterface
  private interface Act<T> {
    T run() throws IOException, InterruptedException;
  }

  private static <T> T attempt(HostStep step, Act<T> act) throws StepFailure {
    try {
      return act.run();
    } catch (IOException failed) {
      var words = Kernel.words(failed);
      throw new StepFailure("%s: %s%s".formatted(step.sentence(), words, advice(words)), false);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new StepFailure("interrupted while: " + step.sentence(), true);
    }
  }

  private static String advice(String words) {
    return switch (words) {
      case "Permission denied", "Operation not permitted" -> "; run as root";
      case "Read-only file system" ->
          "; this system's files are not changed in place: do it as its documentation says";
      case "No space left on device" -> "; make room on that file system";
      default -> "";
    };
  }
}
