package dev.passthrough.host.apply;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.plan.Step;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What this program did on a host, as its journal tells. Reads only. */
public final class History {

  /** What became of a step. */
  public enum Outcome {
    Done,
    Failed,
    /**
     * It was not its turn any more, because an earlier step of the same card had failed, or the
     * program was cut off before it.
     */
    LeftOut,
    /** The program was cut off, and what it was at is not finished yet. */
    Open
  }

  /**
   * A step of a plan that was begun.
   *
   * @param why the failure in a sentence; empty unless it failed
   */
  public record PastStep(String sentence, Outcome outcome, String why) {}

  /**
   * A plan that was begun.
   *
   * @param at when, as RFC 3339 writes it
   * @param ended when; empty if it was cut off, or an older program carried it out
   * @param undoing whether it took back what had failed
   */
  public record PastPlan(
      String at, Optional<String> ended, String hash, boolean undoing, List<PastStep> steps) {

    public PastPlan {
      steps = List.copyOf(steps);
    }
  }

  private final List<PastPlan> plans = new ArrayList<>();
  private Optional<JournalEntry.Began> open = Optional.empty();
  private List<Outcome> outcomes = new ArrayList<>();
  private List<String> reasons = new ArrayList<>();

  private History() {}

  /**
   * The plans of the host below {@code root}, oldest first; none if there is no journal.
   *
   * @throws IOException if the journal cannot be read
   */
  public static List<PastPlan> of(HostRoot root) throws IOException {
    return Stream.concat(in(root, Folders.STATE).stream(), in(root, Folders.HOST_STATE).stream())
        .sorted(Comparator.comparing(it -> Instant.parse(it.at())))
        .toList();
  }

  /** What the journal in {@code folder} tells: devices and the host itself have one each. */
  private static List<PastPlan> in(HostRoot root, String folder) throws IOException {
    var lines = new ArrayList<String>();
    for (var file : new String[] {Journal.OLDER, Journal.FILE}) {
      var path = root.resolve(folder + "/" + file);
      if (path.isPresent()) {
        Journal.read(path.get(), lines);
      }
    }
    var history = new History();
    lines.forEach(line -> JournalLine.read(line).ifPresent(history::add));
    history.close(Optional.empty(), Outcome.Open);
    return List.copyOf(history.plans);
  }

  private void add(JournalEntry entry) {
    switch (entry) {
      case JournalEntry.Began it -> begin(it);
      case JournalEntry.Touched it -> set(it.index(), Outcome.Done, "");
      case JournalEntry.LeftOut it -> set(it.index(), Outcome.LeftOut, "");
      case JournalEntry.Completed it -> set(it.index(), Outcome.Done, "");
      case JournalEntry.Failed it -> set(it.index(), Outcome.Failed, it.message());
      case JournalEntry.Ended it -> close(Optional.ofNullable(it.at()), Outcome.LeftOut);
      case JournalEntry.Booted _,
          JournalEntry.Intended _,
          JournalEntry.Forgot _,
          JournalEntry.Holding _,
          JournalEntry.HoldingHost _,
          JournalEntry.Touching _,
          JournalEntry.Quarantined _,
          JournalEntry.Released _ -> {}
    }
  }

  private void begin(JournalEntry.Began it) {
    close(Optional.empty(), it.undoing() ? Outcome.LeftOut : Outcome.Open);
    open = Optional.of(it);
    outcomes = new ArrayList<>();
    reasons = new ArrayList<>();
    it.steps().forEach(step -> outcomes.add(Outcome.Open));
    it.steps().forEach(step -> reasons.add(""));
  }

  private void set(int index, Outcome outcome, String why) {
    if (index < outcomes.size()) {
      outcomes.set(index, outcome);
      reasons.set(index, why);
    }
  }

  private void close(Optional<String> ended, Outcome unfinished) {
    open.ifPresent(began -> {
      outcomes.replaceAll(it -> it == Outcome.Open ? unfinished : it);
      plans.add(
          new PastPlan(
              began.at(),
              ended,
              began.hash(),
              began.undoing(),
              IntStream.range(0, outcomes.size()).mapToObj(i -> step(began, i)).toList()));
    });
    open = Optional.empty();
  }

  private PastStep step(JournalEntry.Began began, int index) {
    Step step = began.steps().get(index);
    return new PastStep(step.sentence(), outcomes.get(index), reasons.get(index));
  }
}
