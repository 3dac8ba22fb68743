package dev.passthrough.operator.rollout;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.PlanStatus;
import dev.passthrough.api.PrivilegedResult;
import dev.passthrough.api.PrivilegedStatus;
import dev.passthrough.api.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is left to do on one node, as far as a rollout can further it. */
sealed interface Work {

  /** The node is as its object asks. */
  record None() implements Work {}

  /**
   * Somebody is at it, or it waits for something that a rollout cannot give.
   *
   * @param why what the node says of itself
   */
  record Busy(String why) implements Work {}

  /** A privileged pod that may change the node is on it, is about to be, or was a moment ago. */
  record Underway(String why) implements Work {}

  /** Nothing is to be changed: the object is being deleted, or its mode does not say Enforce. */
  record Out(String why) implements Work {}

  /**
   * A plan that only root can carry out is shown, and waits for a grant.
   *
   * @param disturbs whether it takes a device from somebody
   */
  record Shown(String hash, boolean reboots, boolean disturbs) implements Work {}

  /** Pods hold devices that would have to change. */
  record Held() implements Work {}

  /** It was tried, and is not tried again by itself. */
  record Failed(String message) implements Work {}

  /** Of the object as it is; what is said of an earlier spec does not count. */
  static Work of(PassthroughNode object) {
    // Whatever the spec says by now: a pod that runs goes on.
    var pod =
        Conditions.find(Conditions.current(object), ConditionType.PrivilegedWork)
            .filter(it -> it.reason().equals(Reason.PrivilegedPodRuns.name()));
    if (pod.isPresent()) {
      return new Underway(pod.get().message());
    }
    if (object.isMarkedForDeletion()) {
      return new Out("Its object is being deleted.");
    }
    if (object.getSpec().mode() != Mode.Enforce) {
      return new Out("Its mode is %s.".formatted(object.getSpec().mode()));
    }
    var now =
        Conditions.current(object).stream()
            .filter(
                it -> Objects.equals(it.observedGeneration(), object.getMetadata().getGeneration()))
            .toList();
    var ready = Conditions.find(now, ConditionType.Ready);
    if (ready.isEmpty()) {
      return new Busy(Reason.AgentNotReporting.meaning());
    }
    if (ready.get().status().equals("True")) {
      return new None();
    }
    var busy = new Busy("%s: %s".formatted(ready.get().reason(), ready.get().message()));
    return Conditions.find(now, ConditionType.PrivilegedWork)
        .filter(it -> it.status().equals("False"))
        .map(it -> privileged(object, it, now, busy))
        .orElseGet(() -> held(now) ? new Held() : busy);
  }

  private static Work privileged(
      PassthroughNode object, Condition said, List<Condition> now, Busy otherwise) {
    var reason = said.reason();
    if (reason.equals(Reason.GrantNeeded.name()) || reason.equals(Reason.GrantOutdated.name())) {
      return shown(object)
          .<Work>map(it -> new Shown(it.hash(), it.reboots(), !it.disturbs().isEmpty()))
          .orElse(otherwise);
    }
    if (reason.equals(Reason.StepFailed.name())) {
      return lookFailed(object) ? otherwise : new Failed(said.message());
    }
    // What root has nothing to do with may still wait for holders.
    boolean nothingForRoot =
        reason.equals(Reason.NothingPrivileged.name())
            || reason.equals(Reason.PrivilegedPodsOff.name());
    return nothingForRoot && (rebootWaits(object) || held(now)) ? new Held() : otherwise;
  }

  /** A look is tried again by itself. */
  private static boolean lookFailed(PassthroughNode object) {
    return seen(object).filter(it -> it.outcome() == PrivilegedResult.Outcome.Failed).isPresent();
  }

  /**
   * A reboot is planned only once no device is held: until then there is nothing for root to do.
   */
  private static boolean rebootWaits(PassthroughNode object) {
    return seen(object).filter(it -> Boolean.TRUE.equals(it.heldUp())).isPresent()
        && !holders(object).isEmpty();
  }

  private static boolean held(List<Condition> conditions) {
    return conditions.stream()
        .filter(it -> it.status().equals("False"))
        .anyMatch(it -> it.reason().equals(Reason.InUse.name()));
  }

  /** When a privileged pod last ended that was to change the node. */
  static Optional<Instant> lastDone(PassthroughNode object) {
    return privileged(object)
        .flatMap(it -> Optional.ofNullable(it.done()))
        .flatMap(it -> Optional.ofNullable(it.at()))
        .map(Instant::parse);
  }

  private static Optional<PrivilegedStatus> privileged(PassthroughNode object) {
    @Nullable PassthroughNodeStatus status = object.getStatus();
    return Optional.ofNullable(status == null ? null : status.privileged());
  }

  private static Optional<PrivilegedResult> seen(PassthroughNode object) {
    return privileged(object).flatMap(it -> Optional.ofNullable(it.seen()));
  }

  private static Optional<PlanStatus> shown(PassthroughNode object) {
    return seen(object)
        .filter(it -> it.outcome() == PrivilegedResult.Outcome.Planned)
        .flatMap(it -> Optional.ofNullable(it.plan()));
  }

  /** The pods, {@code namespace/name}, that hold devices of the node, as its agent last said. */
  static Set<String> holders(PassthroughNode object) {
    @Nullable PassthroughNodeStatus status = object.getStatus();
    return status == null
        ? Set.of()
        : status.resources().stream()
            .flatMap(it -> it.inUse().stream())
            .map(it -> it.pod())
            .collect(Collectors.toSet());
  }

  /**
   * Of PCI addresses, those that the shown plan takes away and those that the node offers; each, if
   * the plan does not say which it takes away.
   */
  static Predicate<String> devices(PassthroughNode object) {
    var plan = shown(object);
    if (plan.filter(it -> !it.disturbs().isEmpty() && it.devices().isEmpty()).isPresent()) {
      return _ -> true;
    }
    @Nullable PassthroughNodeStatus status = object.getStatus();
    var offered =
        status == null
            ? Stream.<String>empty()
            : status.resources().stream().flatMap(it -> it.devices().stream());
    return Stream.concat(plan.stream().flatMap(it -> it.devices().stream()), offered)
            .collect(Collectors.toSet())
        ::contains;
  }
}
