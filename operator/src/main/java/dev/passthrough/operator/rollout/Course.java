package dev.passthrough.operator.rollout;

import dev.passthrough.api.MaintenanceStatus;
import dev.passthrough.api.Reason;
import dev.passthrough.operator.privileged.PrivilegedWork;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides what comes next on a node that a rollout works on: cordon, empty, grant, wait, and put
 * the node back as it was. Each step is seen in the cluster before the next is taken, so that it
 * does not matter where the operator was ended.
 */
final class Course {

  /** Plans granted one after the other: boot files, then the reboot, then what is left of it. */
  static final int MOST_ROUNDS = 5;

  /** How long an emptied or granted node may take to come on: a reboot and a look are within it. */
  static final Duration COMES_ON = Duration.ofMinutes(30);

  /** The same under a privileged pod. */
  private static final Duration POD_COMES_ON = PrivilegedWork.LONGEST.plus(COMES_ON);

  private final NodeView node;
  private final MaintenanceStatus status;
  private final Pace pace;

  private Course(NodeView node, MaintenanceStatus status, Pace pace) {
    this.node = node;
    this.status = status;
    this.pace = pace;
  }

  /**
   * The time that counts for a node.
   *
   * @param limit for emptying it
   * @param from since when somebody has been here to work on it: what was before is nobody's fault
   */
  record Pace(Duration limit, Instant from, Instant now) {}

  static Action next(NodeView node, Pace pace) {
    if (node.maintenance().isEmpty()) {
      // Left over of an object that was deleted in the middle of it.
      return node.cordonIsOurs() ? new Action.Uncordon() : new Action.Wait();
    }
    return new Course(node, node.maintenance().get(), pace).next();
  }

  private Action next() {
    if (node.policies().isEmpty() && node.grantIsOurs()) {
      // A pod that has begun goes on without it, and one that has not never begins.
      return new Action.Withdraw();
    }
    return switch (status.phase()) {
      case Failed -> failed();
      case Draining -> isOver() ? putBack() : draining();
      case Granted -> isOver() ? putBack() : granted();
    };
  }

  /** Whether nothing is to be done for anybody any more, and nothing is under way. */
  private boolean isOver() {
    return switch (node.work()) {
      case Work.Underway _ -> false;
      case Work.Out _ -> true;
      case Work.None _, Work.Busy _, Work.Failed _, Work.Held _, Work.Shown _ ->
          node.policies().isEmpty();
    };
  }

  /** Until the node is well, or is asked for something else, it is left alone. */
  private Action failed() {
    if (node.grantIsOurs()) {
      return new Action.Withdraw();
    }
    if (node.cordonIsOurs()) {
      boolean underway = node.work() instanceof Work.Underway && !isPast(POD_COMES_ON);
      return underway ? new Action.Wait() : new Action.Uncordon();
    }
    boolean askedForSomethingElse = !node.asks().equals(status.spec());
    return !node.policies().contains(status.policy())
            || node.work() instanceof Work.None
            || askedForSomethingElse
        ? new Action.Finish()
        : new Action.Wait();
  }

  private Action draining() {
    var longest = pace.limit().plus(COMES_ON);
    return switch (node.work()) {
      case Work.None _ -> node.ready() ? putBack() : comesOn(longest, "The node is not ready.");
      case Work.Failed it -> new Action.Fail(Reason.StepFailed, it.message());
      case Work.Busy it -> comesOn(longest, it.why());
      case Work.Underway it ->
          comesOn(longest.compareTo(POD_COMES_ON) > 0 ? longest : POD_COMES_ON, it.why());
      case Work.Out _ -> putBack();
      case Work.Held _ ->
          emptied()
              ? comesOn(
                  longest,
                  "No pod has a device of the node, and yet it says that devices are held.")
              : empty();
      case Work.Shown it -> Scope.of(it) == Scope.NOBODY || emptied() ? grant(it) : empty();
    };
  }

  private Action comesOn(Duration longest, String words) {
    return isPast(longest)
        ? new Action.Fail(
            Reason.NodesWaiting, "After %d minutes: %s".formatted(longest.toMinutes(), words))
        : new Action.Wait();
  }

  private boolean isPast(Duration limit) {
    return pace.now().isAfter(since().plus(limit));
  }

  private boolean emptied() {
    return node.cordoned() && node.pods().areGone();
  }

  private Action empty() {
    if (Scope.of(node.work()) == Scope.EVERYBODY && !Boolean.TRUE.equals(status.everybody())) {
      // Nobody but holders was asked so far: the others have the whole limit, too.
      return new Action.Note(status.ofEverybody(pace.now().toString()));
    }
    var pods = node.pods();
    if (!pods.lost().isEmpty()) {
      return new Action.Fail(
          Reason.DrainBlocked,
          "%s %s".formatted(Reason.DrainBlocked.meaning(), String.join(", ", pods.lost())));
    }
    if (isPast(pace.limit())) {
      return new Action.Fail(
          Reason.DrainTimeout,
          "%s Still there: %s"
              .formatted(
                  Reason.DrainTimeout.meaning(),
                  Stream.concat(pods.evict().stream(), pods.going().stream())
                      .collect(Collectors.joining(", "))));
    }
    if (!node.cordoned()) {
      return new Action.Cordon();
    }
    return pods.evict().isEmpty() ? new Action.Wait() : new Action.Evict(pods.evict());
  }

  private Action grant(Work.Shown plan) {
    if (node.grant().isPresent() && !node.grantIsOurs()) {
      return node.grant().get().equals(plan.hash()) ? new Action.Wait() : taken(plan.hash());
    }
    return status.rounds() >= MOST_ROUNDS
        ? new Action.Fail(
            Reason.StepFailed,
            "After %d plans there still is one; the last one to be granted would be %s."
                .formatted(status.rounds(), plan.hash()))
        : new Action.Note(status.granted(plan.hash(), pace.now().toString()));
  }

  private static Action taken(String hash) {
    return new Action.Fail(
        Reason.GrantTaken, "%s The plan is %s.".formatted(Reason.GrantTaken.meaning(), hash));
  }

  private Action granted() {
    return switch (node.work()) {
      case Work.None _ -> node.ready() ? putBack() : comesOn(COMES_ON, "The node is not ready.");
      case Work.Failed it -> new Action.Fail(Reason.StepFailed, it.message());
      case Work.Busy it -> comesOn(COMES_ON, it.why());
      case Work.Underway it -> comesOn(POD_COMES_ON, it.why());
      case Work.Out _ -> putBack();
      case Work.Held _ -> again();
      case Work.Shown it -> {
        if (!it.hash().equals(status.grant())) {
          yield again();
        }
        if (node.grant().filter(it.hash()::equals).isPresent()) {
          yield comesOn(COMES_ON, "The granted plan is not carried out.");
        }
        if (Scope.of(it) != Scope.NOBODY && !node.cordoned()) {
          // Somebody has let pods come again.
          yield again();
        }
        yield node.grant().isEmpty() || node.grantIsOurs()
            ? new Action.Grant(it.hash())
            : taken(it.hash());
      }
    };
  }

  /** Another plan, or other pods, than those of the last round: the node is emptied for it anew. */
  private Action again() {
    return new Action.Note(
        MaintenanceStatus.begun(status.policy(), pace.now().toString(), status.rounds()));
  }

  private Action putBack() {
    if (node.grantIsOurs()) {
      return new Action.Withdraw();
    }
    return node.cordonIsOurs() ? new Action.Uncordon() : new Action.Finish();
  }

  /** The last step that was seen, or since when somebody is here to see one. */
  private Instant since() {
    return Stream.of(
            Optional.of(Instant.parse(status.since())), Optional.of(pace.from()), node.lastDone())
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }
}
