package dev.passthrough.host.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What this program has changed of the host itself and not yet brought back. Unlike what was
 * written to the kernel it outlives a boot.
 *
 * @param files the files, each with the bytes to bring back
 * @param arguments what was added and removed through a distribution's own program
 * @param derived commands that make something of changed files, in the order they were run
 * @param pending of those, the ones that have not been run since a file changed
 * @param changedIn the boot in which anything was last changed or a reboot was asked for; empty for
 *     never
 * @param rebootAskedIn the boot that was last asked to end; empty for none
 */
public record HostLedger(
    List<KeptFile> files,
    List<ToolArguments> arguments,
    List<RunCommand> derived,
    List<RunCommand> pending,
    String changedIn,
    String rebootAskedIn) {

  /**
   * A file that this program has changed, or is about to.
   *
   * @param by the program that was let change it; empty if this one did
   * @param found what to bring back
   * @param left what this program left there, or may have left: two while a change is under way
   */
  public record KeptFile(
      String path, String by, FileState found, List<FileState> left, List<String> folders) {

    /** No file: absent, and yet with content. */
    private static final FileState FOREIGN = new FileState(false, "changed by others", false);

    public KeptFile {
      left = List.copyOf(left);
      folders = List.copyOf(folders);
    }

    /** Where it is not known yet what was left, a program was cut off; nobody else was there. */
    boolean changedByOthers(FileState now) {
      return !left.isEmpty() && !ours(now) && !found.same(now);
    }

    /** Somebody else changed it too: nothing that is there is known to be this program's. */
    KeptFile foreign() {
      return new KeptFile(path, by, found, List.of(FOREIGN), folders);
    }

    boolean isForeign() {
      return left.contains(FOREIGN);
    }

    KeptFile leaving(List<FileState> now) {
      return new KeptFile(path, by, found, now, folders);
    }

    /** Whether {@code now} is what this program left. */
    public boolean ours(FileState now) {
      return left.stream().anyMatch(now::same);
    }
  }

  /** Arguments of the kernel that {@code tool} added and removed for this program. */
  public record ToolArguments(ArgumentTool tool, List<String> added, List<String> removed) {

    public ToolArguments {
      added = List.copyOf(added);
      removed = List.copyOf(removed);
    }
  }

  private static final HostLedger EMPTY =
      new HostLedger(List.of(), List.of(), List.of(), List.of(), "", "");

  public HostLedger {
    files = List.copyOf(files);
    arguments = List.copyOf(arguments);
    derived = List.copyOf(derived);
    pending = List.copyOf(pending);
  }

  public static HostLedger empty() {
    return EMPTY;
  }

  /** Whether there is nothing to bring back and nothing left to run. */
  public boolean holdsNothing() {
    return files.isEmpty() && arguments.isEmpty() && pending.isEmpty();
  }

  public Optional<KeptFile> file(String path) {
    return files.stream().filter(it -> it.path().equals(path)).findFirst();
  }

  public List<KeptFile> filesBy(ArgumentTool tool) {
    return files.stream().filter(it -> it.by().equals(tool.program())).toList();
  }

  public Optional<ToolArguments> arguments(ArgumentTool tool) {
    return arguments.stream().filter(it -> it.tool() == tool).findFirst();
  }

  /** As it is when the first file of a plan with {@code steps} changes: its commands are owed. */
  public HostLedger owing(List<Step> steps) {
    var owed = new ArrayList<>(pending);
    for (var step : steps) {
      if (step instanceof RunCommand it && it.derives()) {
        owed.removeIf(other -> other.command().equals(it.command()));
        owed.add(it);
      }
    }
    return with(files, arguments, derived, owed);
  }

  /** As it is once {@code step} is owed no more. */
  public HostLedger paid(RunCommand step) {
    var owed = pending.stream().filter(it -> !it.command().equals(step.command())).toList();
    return with(files, arguments, derived, owed);
  }

  /** As it is before {@code step}, which finds the files it touches as {@code now} says. */
  public HostLedger before(WriteFile step) {
    var left = new ArrayList<FileState>(file(step.path()).map(KeptFile::left).orElse(List.of()));
    left.add(step.after());
    return with(new KeptFile(step.path(), by(step.path()), step.without(), left, folders(step)));
  }

  /** As it is once {@code step} is done in the boot {@code bootId}. */
  public HostLedger after(WriteFile step, String bootId) {
    var kept =
        new KeptFile(
            step.path(), by(step.path()), step.without(), List.of(step.after()), folders(step));
    var next = step.after().same(step.without()) ? without(step.path()) : with(kept);
    return next.settled(kept.by()).changedIn(bootId);
  }

  /**
   * As it is before {@code step}.
   *
   * @param now each file it touches, as found now. Where something is kept already, that is what to
   *     bring back; if somebody else changed the file since, its bytes are not brought back at all
   */
  public HostLedger before(ChangeArguments step, List<KeptFile> now) {
    var next = this;
    for (var file : now) {
      var kept = file(file.path());
      if (kept.isEmpty()) {
        next = next.with(file);
      } else if (kept.orElseThrow().changedByOthers(file.found())) {
        next = next.with(kept.orElseThrow().foreign());
      }
    }
    return next.with(next.files, merged(step, next.arguments), next.derived, next.pending);
  }

  /** As it is once {@code step} is done and the files are as {@code left} says. */
  public HostLedger after(ChangeArguments step, List<KeptFile> left, String bootId) {
    var next = this;
    boolean undone = arguments(step.tool()).isEmpty();
    for (var file : left) {
      var before = next.file(file.path()).orElse(file);
      next =
          undone || before.found().same(file.left().getFirst())
              ? next.without(file.path())
              : next.with(before.isForeign() ? before : before.leaving(file.left()));
    }
    if (undone) {
      var by = step.tool().program();
      next = next.keeping(it -> !it.by().equals(by));
    }
    return next.changedIn(bootId);
  }

  /** As it is once {@code step} is done. */
  public HostLedger after(RunCommand step, String bootId) {
    var next = paid(step);
    if (!step.derives()) {
      return next;
    }
    var before = derived.stream().filter(it -> it.command().equals(step.command())).findFirst();
    var whole = before.map(step::and).orElse(step);
    var all = new ArrayList<>(derived);
    before.ifPresent(all::remove);
    if (files.stream().anyMatch(it -> whole.derivesFrom(it.path()))) {
      all.add(whole);
    }
    return with(files, arguments, all, next.pending).changedIn(bootId);
  }

  /** As it is once the boot {@code bootId} was asked to end. */
  public HostLedger rebootAsked(String bootId) {
    return new HostLedger(files, arguments, derived, pending, bootId, bootId);
  }

  /** Without what the program {@code by} changed, if all its files are as they were found again. */
  private HostLedger settled(String by) {
    return by.isEmpty() || files.stream().anyMatch(it -> it.by().equals(by))
        ? this
        : with(
            files,
            arguments.stream().filter(it -> !it.tool().program().equals(by)).toList(),
            derived,
            pending);
  }

  private static List<ToolArguments> merged(ChangeArguments step, List<ToolArguments> all) {
    var before =
        all.stream()
            .filter(it -> it.tool() == step.tool())
            .findFirst()
            .orElse(new ToolArguments(step.tool(), List.of(), List.of()));
    var added = plus(minus(before.added(), step.remove()), minus(step.add(), before.removed()));
    var removed = plus(minus(before.removed(), step.add()), minus(step.remove(), before.added()));
    var others = all.stream().filter(it -> it.tool() != step.tool());
    var next = new ToolArguments(step.tool(), added, removed);
    return added.isEmpty() && removed.isEmpty()
        ? others.toList()
        : Stream.concat(others, Stream.of(next)).toList();
  }

  private static List<String> minus(List<String> all, List<String> those) {
    return all.stream().filter(it -> !those.contains(it)).toList();
  }

  private static List<String> plus(List<String> all, List<String> more) {
    return Stream.concat(all.stream(), more.stream()).distinct().toList();
  }

  private String by(String path) {
    return file(path).map(KeptFile::by).orElse("");
  }

  private List<String> folders(WriteFile step) {
    return file(step.path()).map(KeptFile::folders).orElse(step.folders());
  }

  private HostLedger without(String path) {
    return keeping(it -> !it.path().equals(path));
  }

  private HostLedger keeping(Predicate<KeptFile> kept) {
    return with(files.stream().filter(kept).toList(), arguments, derived, pending);
  }

  private HostLedger with(KeptFile file) {
    var others = files.stream().filter(it -> !it.path().equals(file.path()));
    return with(Stream.concat(others, Stream.of(file)).toList(), arguments, derived, pending);
  }

  private HostLedger changedIn(String bootId) {
    return new HostLedger(files, arguments, derived, pending, bootId, rebootAskedIn);
  }

  private HostLedger with(
      List<KeptFile> otherFiles,
      List<ToolArguments> otherArguments,
      List<RunCommand> otherDerived,
      List<RunCommand> otherPending) {
    return new HostLedger(
        otherFiles, otherArguments, otherDerived, otherPending, changedIn, rebootAskedIn);
  }
}
