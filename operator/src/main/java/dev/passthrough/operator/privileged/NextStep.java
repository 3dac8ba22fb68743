package dev.passthrough.operator.privileged;

import dev.passthrough.api.Mode;
import dev.passthrough.api.PrivilegedResult;
import dev.passthrough.api.PrivilegedResult.Outcome;
import dev.passthrough.api.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides what comes next. A pod that changes a node is started only for a plan that a look has
 * shown, that the spec grants and that was not tried for this spec before; one that runs is never
 * ended, one that has not begun when the grant is taken back, or something else is asked, never
 * begins.
 */
final class NextStep {

  /** How long a look at a node counts; then it is looked at again, while there is need. */
  static final Duration LOOK = Duration.ofMinutes(10);

  /** After a plan was carried out, time for the agent to see it. */
  static final Duration SETTLE = Duration.ofMinutes(1);

  /** After a reboot was asked for. */
  static final Duration REBOOT = Duration.ofMinutes(10);

  /** Between two looks, whatever changes. */
  static final Duration BETWEEN_LOOKS = Duration.ofSeconds(20);

  /** A pod tells of its end by itself; this is for a watch that missed it. */
  private static final Duration POD = Duration.ofMinutes(1);

  private final Situation now;
  private final Optional<PrivilegedResult> seen;
  private final Optional<PrivilegedResult> done;

  private NextStep(Situation now) {
    this.now = now;
    this.seen = Optional.ofNullable(now.known().seen());
    this.done = Optional.ofNullable(now.known().done());
  }

  static Next of(Situation situation) {
    return new NextStep(situation).next();
  }

  private Next next() {
    for (var pod : now.pods()) {
      if (pod.end().isPresent()) {
        return new Next.Note(pod);
      }
    }
    for (var pod : now.pods()) {
      return isSuperseded(pod) ? new Next.Discard(pod) : running(pod);
    }
    if (now.need().isEmpty()) {
      return withoutNeed();
    }
    if (!now.enabled()) {
      return new Next.Say(
          Reason.PrivilegedPodsOff,
          Reason.PrivilegedPodsOff.meaning() + " " + Reason.PrivilegedPodsOff.advice(),
          LOOK);
    }
    if (now.deleting()) {
      return restore();
    }
    if (now.spec().mode() == Mode.Observe) {
      return new Next.Say(
          Reason.Observing, Reason.Observing.meaning() + " " + Reason.Observing.advice(), LOOK);
    }
    return change();
  }

  private Next withoutNeed() {
    if (now.deleting() && now.settling()) {
      return new Next.Say(
          Reason.PrivilegedPodRuns,
          "A privileged pod has ended; the agent has yet to see what it left.",
          SETTLE);
    }
    return now.reported() ? new Next.Rest() : new Next.Hold();
  }

  private boolean isSuperseded(SeenPod pod) {
    return switch (pod.order().purpose()) {
      case LOOK -> (now.reported() && now.need().isEmpty()) || pod.generation() != now.generation();
      case APPLY -> !pod.begun() && !mayBegin(pod);
      case RESTORE -> false;
    };
  }

  /** Whether a plan would still be carried out that was granted when its pod was made. */
  private boolean mayBegin(SeenPod pod) {
    return !now.deleting()
        && now.spec().mode() == Mode.Enforce
        && now.spec().grants(pod.order().hash())
        && pod.asked().equals(Situation.asked(now.spec()));
  }

  private static Next running(SeenPod pod) {
    return new Next.Say(
        pod.order().purpose().runs(),
        "Pod %s %s (%s).".formatted(pod.name(), pod.order().words(), pod.progress()),
        POD);
  }

  private Next restore() {
    var last = done.filter(this::ofThisSpec);
    var due = last.map(it -> at(it).plus(failed(it) ? LOOK : SETTLE)).orElse(Instant.EPOCH);
    if (!now.now().isBefore(due)) {
      return new Next.Start(Order.of(Purpose.RESTORE));
    }
    return say(
        last.filter(NextStep::failed).isPresent() ? Reason.StepFailed : Reason.PrivilegedPodRuns,
        last.filter(NextStep::failed).isPresent()
            ? "The host's files could not be brought back; this is tried again."
            : "The host's files were brought back; the agent has yet to see it.",
        last,
        due);
  }

  private Next change() {
    if (mayBeCarriedOut()) {
      return new Next.Start(new Order(Purpose.APPLY, seen.orElseThrow().hash()));
    }
    var due = lookDue();
    if (!now.now().isBefore(due)) {
      return new Next.Start(Order.of(Purpose.LOOK));
    }
    return doneIsNews() ? outcome(due) : shown(due);
  }

  private boolean mayBeCarriedOut() {
    return seen.filter(it -> it.outcome() == Outcome.Planned)
        .filter(it -> now.need().equals(Optional.ofNullable(it.need())))
        .filter(it -> now.now().isBefore(at(it).plus(LOOK)))
        .filter(it -> !it.hash().isEmpty() && now.spec().grants(it.hash()))
        .filter(it -> now.spec().mode() == Mode.Enforce)
        .filter(it -> ofThisSpec(it) || it.hash().equals(now.spec().grant()))
        .filter(it -> !doneIsNews() && !triedBefore(it.hash()))
        .isPresent();
  }

  /** Whether this very plan was tried for this spec, and did not come about. */
  private boolean triedBefore(String hash) {
    return done.filter(this::ofThisSpec)
        .filter(it -> failed(it) || it.outcome() == Outcome.Changed)
        .filter(it -> it.hash().equals(hash))
        .isPresent();
  }

  private Instant lookDue() {
    if (seen.isEmpty()) {
      return Instant.EPOCH;
    }
    var last = doneIsNews() ? done.orElseThrow() : seen.orElseThrow();
    if (!ofThisSpec(last) || !now.need().equals(Optional.ofNullable(last.need()))) {
      return at(last).plus(BETWEEN_LOOKS);
    }
    return at(last)
        .plus(
            switch (last.outcome()) {
              case Planned -> now.freed() && last.hash().isEmpty() ? SETTLE : LOOK;
              case Done, Changed -> SETTLE;
              case Rebooting -> REBOOT;
              case Failed -> doneIsNews() ? LOOK : SETTLE;
            });
  }

  /** Whether something was carried out, or tried, since the last look. */
  private boolean doneIsNews() {
    return done.filter(it -> seen.isEmpty() || !at(it).isBefore(at(seen.orElseThrow())))
        .filter(this::ofThisSpec)
        .isPresent();
  }

  private Next outcome(Instant due) {
    var last = done.orElseThrow();
    return switch (last.outcome()) {
      case Done, Planned ->
          say(
              Reason.PrivilegedPodRuns,
              "Plan %s was carried out; the agent has yet to see it.".formatted(last.hash()),
              done,
              due);
      case Rebooting ->
          say(
              Reason.RebootPending,
              "Plan %s was carried out, and the node was asked to reboot.".formatted(last.hash()),
              done,
              due);
      case Changed ->
          say(
              Reason.GrantOutdated,
              "The granted plan was not carried out: by then the plan was another one. The node is looked at again; the same plan is not tried again until the spec changes.",
              done,
              due);
      case Failed ->
          say(
              Reason.StepFailed,
              "Plan %s was not carried out, or not all of it. It is not tried again until the spec changes."
                  .formatted(last.hash()),
              done,
              due);
    };
  }

  private Next shown(Instant due) {
    var last = seen.orElseThrow();
    if (failed(last)) {
      return say(Reason.StepFailed, "The look at the node failed; it is tried again.", seen, due);
    }
    if (last.hash().isEmpty()) {
      return say(Reason.NothingPrivileged, Reason.NothingPrivileged.meaning(), seen, due);
    }
    if (triedBefore(last.hash())) {
      return outcome(due);
    }
    var hash = last.hash();
    var grant = Optional.ofNullable(now.spec().grant());
    if (now.spec().mode() != Mode.Enforce) {
      return say(Reason.PlanOnly, Reason.PlanOnly.meaning() + " " + grantIt(hash), seen, due);
    }
    if (grant.isEmpty()) {
      return say(Reason.GrantNeeded, Reason.GrantNeeded.meaning() + " " + grantIt(hash), seen, due);
    }
    return used(grant.get())
        ? say(
            Reason.GrantNeeded,
            "Plan %s was granted and carried out; there is more to do. %s"
                .formatted(grant.get(), grantIt(hash)),
            seen,
            due)
        : say(
            Reason.GrantOutdated, Reason.GrantOutdated.meaning() + " " + grantIt(hash), seen, due);
  }

  /** Whether the plan with {@code hash} was the last one to be carried out. */
  private boolean used(String hash) {
    return done.filter(it -> it.hash().equals(hash))
        .filter(it -> it.outcome() == Outcome.Done || it.outcome() == Outcome.Rebooting)
        .isPresent();
  }

  private static String grantIt(String hash) {
    return "It is carried out once spec.mode is Enforce and spec.grant is %s, or Any."
        .formatted(hash);
  }

  private Next.Say say(Reason reason, String sentence, Optional<PrivilegedResult> of, Instant due) {
    var remarks = of.map(PrivilegedResult::remarks).orElse(List.of());
    return new Next.Say(
        reason,
        Stream.concat(Stream.of(sentence), remarks.stream()).collect(Collectors.joining("\n")),
        Duration.between(now.now(), due));
  }

  private boolean ofThisSpec(PrivilegedResult it) {
    return Long.valueOf(now.generation()).equals(it.generation());
  }

  private static boolean failed(PrivilegedResult it) {
    return it.outcome() == Outcome.Failed;
  }

  /** One that was noted without a time was noted long ago. */
  private static Instant at(PrivilegedResult it) {
    return it.at() == null ? Instant.EPOCH : Instant.parse(it.at());
  }
}
