package dev.passthrough.agent;

import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Mode;
import dev.passthrough.api.Reason;
import dev.passthrough.host.plan.Kept;
import dev.passthrough.host.plan.Notice;
import dev.passthrough.host.plan.Refusal;
import dev.passthrough.kubelet.ResourceState;
import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges a turn aspect by aspect. */
record Aspects(Mode mode, Turn turn) {

  /** Is the host itself as the spec asks? */
  Verdict prepared() {
    var notices = turn.plan().notices();
    if (notices.isEmpty()) {
      return Verdict.good(ConditionType.HostPrepared, Reason.AsDesired, Reason.AsDesired.meaning());
    }
    return new Verdict(
        ConditionType.HostPrepared,
        notices.stream().allMatch(it -> it.reason() == Reason.StillPrepared),
        notices.getFirst().reason(),
        notices.stream().map(Notice::message).collect(Collectors.joining("\n")));
  }

  /** Can this agent do and see all that it takes? */
  Verdict suffices() {
    var beyond =
        Stream.of(
                turn.plan().notices().stream()
                    .filter(it ->
                        it.reason() == Reason.PrivilegeNeeded
                            || it.reason() == Reason.StillPrepared)
                    .map(Notice::message),
                turn.plan().refusals().stream().flatMap(Aspects::beyond),
                turn.plan().kept().stream().flatMap(Aspects::beyond))
            .flatMap(it -> it)
            .collect(Collectors.joining("\n"));
    return beyond.isEmpty()
        ? Verdict.good(
            ConditionType.AgentSuffices,
            Reason.AsDesired,
            "Nothing takes more than this agent's rights.")
        : Verdict.bad(ConditionType.AgentSuffices, Reason.PrivilegeNeeded, beyond);
  }

  private static Stream<String> beyond(Refusal refusal) {
    if (refusal.reason() == Reason.PrivilegeNeeded) {
      return Stream.of(refusal.message());
    }
    return refusal.reason() == Reason.UseUnknown
        ? Stream.of(
            "spec.resources[name=%s]: whether the host needs the device is seen by root alone."
                .formatted(refusal.entry()))
        : Stream.of();
  }

  private static Stream<String> beyond(Kept kept) {
    return kept.reason() == Reason.UseUnknown
        ? Stream.of("%s: whether the host needs it is seen by root alone.".formatted(kept.card()))
        : Stream.of();
  }

  /** Can the spec be carried out on this host? */
  Verdict planned() {
    var refusals = turn.plan().refusals();
    if (!refusals.isEmpty()) {
      return Verdict.bad(
          ConditionType.Planned,
          refusals.getFirst().reason(),
          refusals.stream().map(Refusal::message).collect(Collectors.joining("\n")));
    }
    if (mode == Mode.Observe) {
      return Verdict.bad(ConditionType.Planned, Reason.Observing, advised(Reason.Observing));
    }
    return turn.plan().isEmpty()
        ? Verdict.good(
            ConditionType.Planned, Reason.NothingToChange, Reason.NothingToChange.meaning())
        : Verdict.good(
            ConditionType.Planned,
            Reason.StepsPlanned,
            "%d steps are planned; status.plan shows them.".formatted(turn.plan().steps().size()));
  }

  /** Is the host as planned? */
  Verdict applied() {
    if (!turn.failures().isEmpty()) {
      return Verdict.bad(
          ConditionType.Applied, Reason.StepFailed, String.join("\n", turn.failures()));
    }
    var kept = turn.plan().kept();
    if (!kept.isEmpty()) {
      return Verdict.bad(
          ConditionType.Applied,
          kept.getFirst().reason(),
          kept.stream().map(Kept::message).collect(Collectors.joining("\n")));
    }
    if (turn.plan().isEmpty()) {
      return Verdict.good(ConditionType.Applied, Reason.AsDesired, Reason.AsDesired.meaning());
    }
    var reason =
        switch (mode) {
          case Observe -> Reason.Observing;
          case Plan -> Reason.PlanOnly;
          case Enforce -> Reason.StepsPlanned;
        };
    return Verdict.bad(ConditionType.Applied, reason, advised(reason));
  }

  /** Does kubelet hold what the node has, all of it healthy? */
  Verdict advertised() {
    var complaints = new ArrayList<Verdict>();
    for (var resource : turn.offered()) {
      var state =
          turn.states().getOrDefault(resource.resourceName(), new ResourceState.Registering());
      Happening.of(resource, state)
          .map(it -> Verdict.bad(ConditionType.Advertised, it.reason(), it.note()))
          .ifPresent(complaints::add);
    }
    if (!complaints.isEmpty()) {
      return Verdict.bad(
          ConditionType.Advertised,
          complaints.getFirst().reason(),
          complaints.stream().map(Verdict::message).collect(Collectors.joining("\n")));
    }
    if (!turn.held().isEmpty()) {
      return Verdict.bad(
          ConditionType.Advertised,
          Reason.PermissionAwaited,
          "Not offered before KubeVirt has been told of it: %s."
              .formatted(String.join(", ", turn.held())));
    }
    if (turn.offered().isEmpty()) {
      return new Verdict(
          ConditionType.Advertised,
          turn.plan().answers().isEmpty(),
          Reason.NothingToAdvertise,
          turn.plan().answers().isEmpty()
              ? Reason.NothingToAdvertise.meaning()
              : "No device is ready to be advertised yet.");
    }
    var warnings = turn.warnings().stream().map(it -> " Warning: " + it + ".");
    return Verdict.good(
        ConditionType.Advertised,
        Reason.Registered,
        Reason.Registered.meaning() + warnings.collect(Collectors.joining()));
  }

  private static String advised(Reason reason) {
    return reason.meaning() + " " + reason.advice();
  }
}
