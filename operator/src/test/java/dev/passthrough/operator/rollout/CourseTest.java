package dev.passthrough.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.MaintenanceStatus;
import dev.passthrough.api.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CourseTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Work.Shown REBOOT = new Work.Shown("hash", true, false);
  private static final PodsInTheWay POD = new PodsInTheWay(List.of("ns/a"), List.of(), List.of());

  @Test
  @DisplayName("a node is cordoned, then emptied, then granted its plan: noted first, then done")
  void order() {
    var begun = begun(Duration.ZERO);
    assertThat(next(node(REBOOT, false, begun, POD))).isInstanceOf(Action.Cordon.class);
    assertThat(next(node(REBOOT, true, begun, POD))).isEqualTo(new Action.Evict(List.of("ns/a")));
    var noted = next(node(REBOOT, true, begun, PodsInTheWay.none()));
    assertThat(noted).isEqualTo(new Action.Note(begun.granted("hash", NOW.toString())));
    var granted = ((Action.Note) noted).status();
    assertThat(next(node(REBOOT, true, granted, PodsInTheWay.none())))
        .isEqualTo(new Action.Grant("hash"));
  }

  @Test
  @DisplayName("a node that is not emptied in time, or has a pod that would be lost, is given up")
  void givenUp() {
    var late = begun(LIMIT.plusSeconds(1));
    assertThat(next(node(REBOOT, true, late, POD)))
        .isInstanceOfSatisfying(
            Action.Fail.class,
            it -> {
              assertThat(it.reason()).isEqualTo(Reason.DrainTimeout);
              assertThat(it.message()).contains("ns/a");
            });
    var lost = new PodsInTheWay(List.of(), List.of(), List.of("ns/bare"));
    assertThat(next(node(REBOOT, false, begun(Duration.ZERO), lost)))
        .isInstanceOfSatisfying(
            Action.Fail.class,
            it -> {
              assertThat(it.reason()).isEqualTo(Reason.DrainBlocked);
              assertThat(it.message()).contains("ns/bare");
            });
  }

  @Test
  @DisplayName("a failed node is put back, and left alone until it is asked for something else")
  void failed() {
    var failed = begun(Duration.ZERO).failed("asks", Reason.DrainTimeout, "words", NOW.toString());
    assertThat(next(node(REBOOT, true, failed, PodsInTheWay.none())))
        .isInstanceOf(Action.Uncordon.class);
    assertThat(next(node(REBOOT, false, failed, PodsInTheWay.none())))
        .isInstanceOf(Action.Wait.class);
    var other = begun(Duration.ZERO).failed("other", Reason.DrainTimeout, "words", NOW.toString());
    assertThat(next(node(REBOOT, false, other, PodsInTheWay.none())))
        .isInstanceOf(Action.Finish.class);
  }

  @Test
  @DisplayName("where all pods have to go after the holders have, they have the whole limit too")
  void moreHaveToGo() {
    var late = LIMIT.plusSeconds(10);
    var holders = MaintenanceStatus.begun("policy", NOW.minus(late).toString(), 0);
    var held = node(new Work.Held(), true, holders, PodsInTheWay.none());
    assertThat(next(held)).isInstanceOf(Action.Wait.class);
    var noted = next(node(REBOOT, true, holders, POD));
    assertThat(noted).isEqualTo(new Action.Note(holders.ofEverybody(NOW.toString())));
    var all = ((Action.Note) noted).status();
    assertThat(next(node(REBOOT, true, all, POD))).isEqualTo(new Action.Evict(List.of("ns/a")));
    assertThat(next(node(REBOOT, true, begun(late), POD))).isInstanceOf(Action.Fail.class);
  }

  @Test
  @DisplayName("a plan that disturbs nobody needs no cordon")
  void undisturbed() {
    var quiet = new Work.Shown("hash", false, false);
    assertThat(next(node(quiet, false, begun(Duration.ZERO), PodsInTheWay.none())))
        .isInstanceOf(Action.Note.class);
  }

  @Test
  @DisplayName("a cordon that is left over of an object that is gone is taken off")
  void leftOver() {
    var node =
        new NodeView(
            "node",
            Set.of(),
            true,
            true,
            true,
            new Work.Busy("no object"),
            "",
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            PodsInTheWay.none());
    assertThat(next(node)).isInstanceOf(Action.Uncordon.class);
  }

  @Test
  @DisplayName("a node whose policy is gone is put back, and not granted what was noted")
  void policyGone() {
    var granted = begun(Duration.ZERO).granted("hash", NOW.toString());
    assertThat(next(without(true, granted))).isInstanceOf(Action.Uncordon.class);
    assertThat(next(without(false, granted))).isInstanceOf(Action.Finish.class);
    assertThat(next(without(true, begun(Duration.ZERO)))).isInstanceOf(Action.Uncordon.class);
  }

  @Test
  @DisplayName("a grant that nobody asks for any more is taken back, and only then the cordon")
  void grantOfNobody() {
    var granted = begun(Duration.ZERO).granted("hash", NOW.toString());
    for (var work : List.of(REBOOT, new Work.Busy("agent"), new Work.Underway("a pod"))) {
      var node = node(Set.of(), work, true, granted, PodsInTheWay.none());
      assertThat(next(granting(node))).as("%s", work).isInstanceOf(Action.Withdraw.class);
      assertThat(next(node))
          .as("%s", work)
          .isInstanceOf(work instanceof Work.Underway ? Action.Wait.class : Action.Uncordon.class);
    }
  }

  @Test
  @DisplayName("a node whose pods come again before its plan is granted is emptied anew")
  void uncordonedBySomebody() {
    var granted = begun(Duration.ZERO).granted("hash", NOW.toString());
    assertThat(next(node(REBOOT, false, granted, PodsInTheWay.none())))
        .isInstanceOfSatisfying(
            Action.Note.class,
            it -> assertThat(it.status().phase()).isEqualTo(MaintenanceStatus.Phase.Draining));
  }

  @Test
  @DisplayName("nothing is put back under a privileged pod, and none is waited for for ever")
  void underway() {
    var pod = new Work.Underway("a pod");
    var granted = begun(Duration.ofMinutes(80)).granted("hash", ago(80));
    assertThat(next(node(pod, true, granted, PodsInTheWay.none()))).isInstanceOf(Action.Wait.class);
    assertThat(next(node(Set.of(), pod, true, granted, PodsInTheWay.none())))
        .isInstanceOf(Action.Wait.class);
    var lost = begun(Duration.ofMinutes(95)).granted("hash", ago(95));
    assertThat(next(node(pod, true, lost, PodsInTheWay.none()))).isInstanceOf(Action.Fail.class);
  }

  @Test
  @DisplayName("a pod at work has its time while a node is emptied, too, and after it was given up")
  void underwayElsewhere() {
    var pod = new Work.Underway("a pod");
    assertThat(next(node(pod, true, begun(Duration.ofMinutes(80)), POD)))
        .isInstanceOf(Action.Wait.class);
    assertThat(next(node(pod, true, begun(Duration.ofMinutes(95)), POD)))
        .isInstanceOf(Action.Fail.class);
    var failed = begun(Duration.ZERO).failed("asks", Reason.StepFailed, "words", ago(80));
    var node = node(pod, true, failed, PodsInTheWay.none());
    assertThat(next(granting(node))).isInstanceOf(Action.Withdraw.class);
    assertThat(next(node)).isInstanceOf(Action.Wait.class);
    var lost = begun(Duration.ZERO).failed("asks", Reason.StepFailed, "words", ago(95));
    assertThat(next(node(pod, true, lost, PodsInTheWay.none())))
        .isInstanceOf(Action.Uncordon.class);
  }

  @Test
  @DisplayName("what is not to be changed any more is put back, whoever still chooses the node")
  void out() {
    var out = new Work.Out("Its mode is Observe.");
    var granted = begun(Duration.ZERO).granted("hash", NOW.toString());
    assertThat(next(node(out, true, granted, PodsInTheWay.none())))
        .isInstanceOf(Action.Uncordon.class);
    assertThat(next(node(out, true, begun(Duration.ZERO), PodsInTheWay.none())))
        .isInstanceOf(Action.Uncordon.class);
  }

  @Test
  @DisplayName("time in which nobody was here to work on a node does not count")
  void away() {
    var late = node(REBOOT, true, begun(Duration.ofHours(2)), POD);
    assertThat(next(late)).isInstanceOf(Action.Fail.class);
    var back = new Course.Pace(LIMIT, NOW.minusSeconds(60), NOW);
    assertThat(Course.next(late, back)).isInstanceOf(Action.Evict.class);
  }

  @Test
  @DisplayName("a node may take as long to be emptied as the policy says, and then as long as ever")
  void longDrain() {
    var patient = new Course.Pace(Duration.ofHours(2), Instant.EPOCH, NOW);
    var busy = node(new Work.Busy("agent"), true, begun(Duration.ofMinutes(45)), POD);
    assertThat(Course.next(busy, patient)).isInstanceOf(Action.Wait.class);
    var held = node(new Work.Held(), true, begun(Duration.ofMinutes(45)), PodsInTheWay.none());
    assertThat(Course.next(held, patient)).isInstanceOf(Action.Wait.class);
  }

  @Test
  @DisplayName("a record of a policy that does not choose the node any more goes")
  void othersRecord() {
    var failed =
        MaintenanceStatus.begun("gone", NOW.toString(), 0)
            .failed("asks", Reason.DrainTimeout, "words", NOW.toString());
    assertThat(next(node(REBOOT, false, failed, PodsInTheWay.none())))
        .isInstanceOf(Action.Finish.class);
  }

  private static String ago(long minutes) {
    return NOW.minus(Duration.ofMinutes(minutes)).toString();
  }

  private static Action next(NodeView node) {
    return Course.next(node, new Course.Pace(LIMIT, Instant.EPOCH, NOW));
  }

  private static MaintenanceStatus begun(Duration ago) {
    var at = NOW.minus(ago).toString();
    return MaintenanceStatus.begun("policy", at, 0).ofEverybody(at);
  }

  private static NodeView without(boolean cordoned, MaintenanceStatus status) {
    return node(Set.of(), REBOOT, cordoned, status, PodsInTheWay.none());
  }

  /** The same with a grant of a rollout. */
  private static NodeView granting(NodeView it) {
    return new NodeView(
        it.name(),
        it.policies(),
        it.ready(),
        it.cordoned(),
        it.cordonIsOurs(),
        it.work(),
        it.asks(),
        Optional.of("hash"),
        true,
        it.maintenance(),
        it.lastDone(),
        it.pods());
  }

  private static NodeView node(
      Work work, boolean cordoned, MaintenanceStatus status, PodsInTheWay pods) {
    return node(Set.of("policy"), work, cordoned, status, pods);
  }

  private static NodeView node(
      Set<String> policies,
      Work work,
      boolean cordoned,
      MaintenanceStatus status,
      PodsInTheWay pods) {
    return new NodeView(
        "node",
        policies,
        true,
        cordoned,
        cordoned,
        work,
        "asks",
        Optional.empty(),
        false,
        Optional.of(status),
        Optional.empty(),
        pods);
  }
}
