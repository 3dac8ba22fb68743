package dev.passthrough.host.boot;

import dev.passthrough.host.plan.ChangeArguments;
import dev.passthrough.host.plan.FileState;
import dev.passthrough.host.plan.HostLedger.KeptFile;
import dev.passthrough.host.plan.HostStep;
import dev.passthrough.host.plan.Notice;
import dev.passthrough.host.plan.RunCommand;
import dev.passthrough.host.plan.RunCommand.ReadBack;
import dev.passthrough.host.plan.WriteFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The steps from the files as they are to the files as desired. */
record Changes(List<HostStep> steps, List<Notice> notices) {

  static Changes of(Desired desired, Situation situation) {
    return new Making(desired, situation).make();
  }

  /** The making of one. */
  private static final class Making {

    private final Desired desired;
    private final Situation now;
    private final List<HostStep> steps = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();

    Making(Desired desired, Situation now) {
      this.desired = desired;
      this.now = now;
    }

    Changes make() {
      var wanted = new TreeMap<String, FileState>();
      now.ledger().files().stream()
          .filter(it -> it.by().isEmpty())
          .forEach(it -> bases(it).ifPresent(base -> wanted.put(it.path(), base)));
      wanted.putAll(desired.files());
      wanted.forEach(this::bring);
      now.ledger().files().stream().filter(this::foundAgain).forEach(this::forget);
      var changed =
          steps.stream()
              .flatMap(it -> it instanceof WriteFile file ? Stream.of(file.path()) : Stream.of())
              .toList();
      desired.arguments().ifPresent(this::change);
      derive(changed).forEach(steps::add);
      return new Changes(List.copyOf(steps), List.copyOf(notices));
    }

    private Optional<FileState> bases(KeptFile kept) {
      var base = now.bases().of(kept.path());
      if (base.isEmpty()) {
        notices.add(Situation.changed(kept.path()));
      }
      return base;
    }

    private void bring(String path, FileState wanted) {
      var there = now.files().state(path);
      var base = now.bases().of(path);
      if (there.same(wanted) || base.isEmpty()) {
        return;
      }
      var kept = now.ledger().file(path).filter(it -> it.by().isEmpty());
      var folders = kept.map(KeptFile::folders).orElseGet(() -> now.files().missingFolders(path));
      var why = wanted.same(base.get()) ? Purposes.ofReturn(path) : Purposes.of(path);
      steps.add(new WriteFile(path, there, wanted, base.get(), folders, why));
    }

    /** Whether somebody else has brought it back already, and nothing else is to be there. */
    private boolean foundAgain(KeptFile kept) {
      var there = now.files().state(kept.path());
      return kept.by().isEmpty()
          && now.bases().of(kept.path()).filter(there::same).isPresent()
          && there.same(desired.files().getOrDefault(kept.path(), there));
    }

    /** Has nothing written, and nothing kept. */
    private void forget(KeptFile kept) {
      var there = now.files().state(kept.path());
      var why =
          there.present()
              ? "nothing: it is as it was without this program again"
              : "nothing: somebody else has taken it away";
      steps.add(new WriteFile(kept.path(), there, there, there, kept.folders(), why));
    }

    /**
     * All that a program added goes away by its files' bytes where nobody else changed them since,
     * and by the program itself otherwise.
     */
    private void change(ChangeArguments change) {
      var kept = now.ledger().filesBy(change.tool());
      var paths = kept.stream().map(KeptFile::path).sorted().toList();
      boolean all = takesAllBack(change);
      if (all
          && !paths.isEmpty()
          && paths.equals(change.touches().stream().sorted().toList())
          && kept.stream().allMatch(it -> it.ours(now.files().state(it.path())))) {
        for (var file : kept) {
          var there = now.files().state(file.path());
          if (!there.same(file.found())) {
            steps.add(
                new WriteFile(
                    file.path(),
                    there,
                    file.found(),
                    file.found(),
                    List.of(),
                    Purposes.ofReturn(file.path())));
          }
        }
      } else {
        steps.add(change);
      }
    }

    private boolean takesAllBack(ChangeArguments change) {
      return now.ledger()
          .arguments(change.tool())
          .filter(it -> it.added().equals(change.remove()) && it.removed().equals(change.add()))
          .isPresent();
    }

    /** What is made of files: of those that change now, and what is still owed. */
    private List<RunCommand> derive(List<String> changed) {
      Map<List<String>, RunCommand> all = new LinkedHashMap<>();
      now.ledger().derived().stream()
          .filter(it -> changed.stream().anyMatch(it::derivesFrom))
          .forEach(it -> all.put(it.command(), inverted(it)));
      desired.derive().stream()
          .filter(it -> changed.stream().anyMatch(it::derivesFrom) || all.containsKey(it.command()))
          .forEach(it -> all.merge(it.command(), it, (before, wanted) -> wanted.and(before)));
      now.ledger().pending().forEach(it -> all.putIfAbsent(it.command(), it));
      return List.copyOf(all.values());
    }

    /** What was to be there is to be gone. */
    private static RunCommand inverted(RunCommand command) {
      var look = command.readBack();
      return new RunCommand(
          command.command(),
          command.why(),
          command.sources(),
          new ReadBack(look.file(), List.of(), look.present()));
    }
  }
}
