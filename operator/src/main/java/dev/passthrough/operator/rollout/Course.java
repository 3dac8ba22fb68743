package dev.passthrough.operator.rollout;

import dev.passthrough.api.MaintenanceStatus;
import dev.passthrough.api.Reason;
import java.time.Duration;
import java.time.Instant;
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

  private final NodeView node;
  private final MaintenanceStatus status;
  private final Instant now;

  private Course(NodeView node, MaintenanceStatus status, Instant now) {
    this.node = node;
    this.status = status;
    this.now = now;
  }

  /**
   * @param limit for emptying the node
   */
  static Action next(NodeView node, Duration limit, Instant now) {
    if (node.maintenance().isEmpty()) {
      // Left over of an object that was deleted in the middle of it.
      return node.cordonIsOurs() ? new Action.Uncordon() : new Action.Wait();
    }
    return new Course(node, node.maintenance().get(), now).next(limit);
  }

  private Action next(Duration limit) {
    return switch (status.phase()) {
      case Failed -> failed();
      case Draining ->
          node.policies().isEmpty() && !(node.work() instanceof Work.Busy)
              ? putBack()
              : draining(limit);
      case Granted -> granted();
    };
  }

  /** Until the node is well, or is asked for something else, it is left alone. */
  private Action failed() {
    if (node.grantIsOurs() || node.cordonIsOurs()) {
      return putBack();
    }
    boolean askedForSomethingElse = !node.asks().equals(status.spec());
    return node.policies().isEmpty() || node.work() instanceof Work.None || askedForSomethingElse
        ? new Action.Finish()
        : new Action.Wait();
  }

  private Action draining(Duration limit) {
    return switch (node.work()) {
      case Work.None _ -> node.ready() ? putBack() : comesOn("The node is not ready.");
      case Work.Failed it -> new Action.Fail(Reason.StepFailed, it.message());
      case Work.Busy it -> comesOn(it.why());
      case Work.Held _ ->
          emptied()
              ? comesOn("No pod has a device of the node, and yet it says that devices are held.")
              : empty(limit);
      case Work.Shown it -> Scope.of(it) == Scope.NOBODY || emptied() ? grant(it) : empty(limit);
    };
  }

  private Action comesOn(String words) {
    return now.isAfter(since().plus(COMES_ON))
        ? new Action.Fail(
            Reason.NodesWaiting, "After %d minutes: %s".formatted(COMES_ON.toMinutes(), words))
        : new Action.Wait();
  }

  private boolean emptied() {
    return node.cordoned() && node.pods().areGone();
  }

  private Action empty(Duration limit) {
    var pods = node.pods();
    if (!pods.lost().isEmpty()) {
      return new Action.Fail(
          Reason.DrainBlocked,
          "%s %s".formatted(Reason.DrainBlocked.meaning(), String.join(", ", pods.lost())));
    }
    if (now.isAfter(since().plus(limit))) {
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
        : new Action.Note(status.granted(plan.hash(), now.toString()));
  }

  private static Action taken(String hash) {
    return new Action.Fail(
        Reason.GrantTaken, "%s The plan is %s.".formatted(Reason.GrantTaken.meaning(), hash));
  }

  private Action granted() {
    return switch (node.work()) {
      case Work.None _ -> node.ready() ? putBack() : comesOn("The node is not ready.");
      case Work.Failed it -> new Action.Fail(Reason.StepFailed, it.message());
      case Work.Busy it -> comesOn(it.why());
      case Work.Held _ -> again();
      case Work.Shown it -> {
        if (!it.hash().equals(status.grant())) {
          yield again();
        }
        if (node.grant().filter(it.hash()::equals).isPresent()) {
          yield comesOn("The granted plan is not carried out.");
        }
        if (node.policies().isEmpty()) {
          yield putBack();
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
        MaintenanceStatus.begun(status.policy(), now.toString(), status.rounds()));
  }

  private Action putBack() {
    if (node.grantIsOurs()) {
      return new Action.Withdraw();
    }
    return node.cordonIsOurs() ? new Action.Uncordon() : new Action.Finish();
  }

  private Instant since() {
    return Instant.parse(status.since());
  }
}
