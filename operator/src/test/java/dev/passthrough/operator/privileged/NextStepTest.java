package dev.passthrough.operator.privileged;

import static dev.passthrough.operator.privileged.Situations.GENERATION;
import static dev.passthrough.operator.privileged.Situations.HASH;
import static dev.passthrough.operator.privileged.Situations.OTHER;
import static dev.passthrough.operator.privileged.Situations.askedOtherwise;
import static dev.passthrough.operator.privileged.Situations.look;
import static dev.passthrough.operator.privileged.Situations.ofGeneration;
import static dev.passthrough.operator.privileged.Situations.pod;
import static dev.passthrough.operator.privileged.Situations.result;
import static dev.passthrough.operator.privileged.Situations.usual;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Mode;
import dev.passthrough.api.PrivilegedResult.Outcome;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NextStepTest {

  private static final Duration FRESH = Duration.ofSeconds(30);
  private static final Duration OLD = Duration.ofMinutes(11);
  private static final Order LOOK = Order.of(Purpose.LOOK);
  private static final Order APPLY = new Order(Purpose.APPLY, HASH);

  static Stream<Arguments> table() {
    var shown = usual().saw(look(HASH, FRESH));
    var granted = shown.granting(HASH);
    var failed = result(Outcome.Failed, HASH, Duration.ofMinutes(2));
    return Stream.of(
        row("nothing is needed", usual().withoutNeed(), "Rest"),
        row("the agent has not spoken of this spec", shown.withoutReport(), "Hold"),
        row(
            "nor while a look runs",
            usual().withoutReport().with(pod(LOOK, GENERATION, null)),
            "Say LookRuns"),
        row("a first need", usual(), "Start LOOK"),
        row("in mode Plan too", usual().in(Mode.Plan), "Start LOOK"),
        row("not in mode Observe", usual().in(Mode.Observe), "Say Observing"),
        row("pods are off", usual().disabled(), "Say PrivilegedPodsOff"),
        row("a plan without a grant", shown, "Say GrantNeeded"),
        row("a plan with another's grant", shown.granting(OTHER), "Say GrantOutdated"),
        row(
            "a further plan, once the granted one was carried out",
            shown.granting(OTHER).did(result(Outcome.Done, OTHER, Duration.ofMinutes(3))),
            "Say GrantNeeded"),
        row("a granted plan", granted, "Start APPLY " + HASH),
        row("any plan is granted", shown.granting("Any"), "Start APPLY " + HASH),
        row("a granted plan in mode Plan", granted.in(Mode.Plan), "Say PlanOnly"),
        row(
            "granted by the edit that made this generation",
            usual().saw(ofGeneration(2, look(HASH, FRESH))).granting(HASH),
            "Start APPLY " + HASH),
        row(
            "any is granted, of a look at another generation",
            usual().saw(ofGeneration(2, look(HASH, FRESH))).granting("Any"),
            "Start LOOK"),
        row("a look that is old", usual().saw(look(HASH, OLD)).granting(HASH), "Start LOOK"),
        row("the need has changed", granted.needing("another"), "Start LOOK"),
        row(
            "the need has changed, moments after a look",
            usual().saw(look(HASH, Duration.ofSeconds(5))).granting(HASH).needing("another"),
            "Say GrantOutdated"),
        row("root sees nothing to do", usual().saw(look("", FRESH)), "Say NothingPrivileged"),
        row(
            "devices are held, and something waits for that",
            usual().saw(look("", Duration.ofMinutes(2))),
            "Say NothingPrivileged"),
        row(
            "nobody holds them any more",
            usual().saw(look("", Duration.ofMinutes(2))).whereAllLetGo(),
            "Start LOOK"),
        row(
            "nobody did a moment ago either",
            usual().saw(look("", FRESH)).whereAllLetGo(),
            "Say NothingPrivileged"),
        row(
            "nobody holds them, and a plan waits for its grant",
            usual().saw(look(HASH, Duration.ofMinutes(2))).whereAllLetGo(),
            "Say GrantNeeded"),
        row("a look that failed", usual().saw(result(Outcome.Failed, "", FRESH)), "Say StepFailed"),
        row(
            "a look that failed a while ago",
            usual().saw(result(Outcome.Failed, "", Duration.ofMinutes(2))),
            "Start LOOK"),
        row("a plan that failed is not tried again", granted.did(failed), "Say StepFailed"),
        row("nor where any is granted", shown.granting("Any").did(failed), "Say StepFailed"),
        row(
            "it is, once the spec has changed",
            granted.did(ofGeneration(2, failed)),
            "Start APPLY " + HASH),
        row(
            "a plan that was another one by then",
            granted.did(result(Outcome.Changed, OTHER, Duration.ZERO)),
            "Say GrantOutdated"),
        row(
            "just carried out",
            granted.did(result(Outcome.Done, HASH, Duration.ZERO)),
            "Say PrivilegedPodRuns"),
        row(
            "carried out, and the agent still needs somebody",
            usual()
                .saw(look(HASH, Duration.ofMinutes(5)))
                .granting(HASH)
                .did(result(Outcome.Done, HASH, Duration.ofMinutes(2))),
            "Start LOOK"),
        row(
            "rebooting takes its time",
            usual()
                .saw(look(HASH, Duration.ofMinutes(5)))
                .granting(HASH)
                .did(result(Outcome.Rebooting, HASH, Duration.ofMinutes(2))),
            "Say RebootPending"),
        row(
            "rebooted, and something else is needed now",
            usual()
                .saw(look(HASH, Duration.ofMinutes(5)))
                .did(result(Outcome.Rebooting, HASH, Duration.ofMinutes(2)))
                .needing("another"),
            "Start LOOK"),
        row(
            "a pod has ended, whatever else",
            usual().withoutNeed().disabled().with(pod(APPLY, GENERATION, Outcome.Done)),
            "Note APPLY"),
        row("a look runs", usual().with(pod(LOOK, GENERATION, null)), "Say LookRuns"),
        row("a look at what was", usual().with(pod(LOOK, 2, null)), "Discard LOOK"),
        row(
            "a look that nobody needs",
            usual().withoutNeed().with(pod(LOOK, GENERATION, null)),
            "Discard LOOK"),
        row(
            "a change under way is never ended",
            usual().withoutNeed().with(pod(APPLY, 2, null)),
            "Say PrivilegedPodRuns"),
        row(
            "one that has not begun, and is granted no more",
            usual().with(pod(APPLY, 2, false, null)),
            "Discard APPLY"),
        row(
            "one that has not begun, and is granted",
            granted.with(pod(APPLY, 2, false, null)),
            "Say PrivilegedPodRuns"),
        row(
            "one that has not begun, and any is granted by now",
            shown.granting("Any").with(pod(APPLY, 2, false, null)),
            "Say PrivilegedPodRuns"),
        row(
            "one that has not begun, of an object that is being deleted",
            granted.deleted().with(pod(APPLY, 2, false, null)),
            "Discard APPLY"),
        row(
            "one that has not begun, where the mode is no more Enforce",
            granted.in(Mode.Plan).with(pod(APPLY, 2, false, null)),
            "Discard APPLY"),
        row(
            "one that has not begun, where something else is asked by now",
            granted.with(askedOtherwise(pod(APPLY, 2, false, null))),
            "Discard APPLY"),
        row(
            "one that has begun, whatever became of what was asked",
            usual().deleted().with(askedOtherwise(pod(APPLY, 2, null))),
            "Say PrivilegedPodRuns"),
        row("deleted", usual().deleted(), "Start RESTORE"),
        row(
            "deleted and restored, by the agent's word of before a pod's end",
            usual().deleted().withoutNeed().justDone(),
            "Say PrivilegedPodRuns"),
        row("deleted in mode Observe", usual().deleted().in(Mode.Observe), "Start RESTORE"),
        row("deleted, pods are off", usual().deleted().disabled(), "Say PrivilegedPodsOff"),
        row("deleted, devices are in use", usual().deleted().withoutNeed(), "Rest"),
        row(
            "just restored",
            usual().deleted().did(result(Outcome.Done, "", FRESH)),
            "Say PrivilegedPodRuns"),
        row(
            "restoring failed",
            usual().deleted().did(result(Outcome.Failed, "", Duration.ofMinutes(2))),
            "Say StepFailed"),
        row(
            "restoring failed a while ago",
            usual().deleted().did(result(Outcome.Failed, "", OLD)),
            "Start RESTORE"));
  }

  private static Arguments row(String what, Situations situation, String next) {
    return Arguments.of(what, situation, next);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource
  @DisplayName("a look first, then a grant, then exactly that plan, and never twice in vain")
  void table(String what, Situations situation, String next) {
    assertThat(words(situation.next())).as(what).isEqualTo(next);
  }

  @Test
  @DisplayName("what to grant, and what root could not plan, is said")
  void sentences() {
    var said = usual().saw(look(HASH, FRESH)).next();

    assertThat(said)
        .isInstanceOfSatisfying(
            Next.Say.class,
            it -> {
              assertThat(it.message()).contains(HASH, "spec.grant", "a remark");
              assertThat(it.again()).isEqualTo(NextStep.LOOK.minus(FRESH));
            });
  }

  private static String words(Next next) {
    return switch (next) {
      case Next.Rest _ -> "Rest";
      case Next.Hold _ -> "Hold";
      case Next.Note it -> "Note " + it.pod().order().purpose();
      case Next.Discard it -> "Discard " + it.pod().order().purpose();
      case Next.Start it -> ("Start " + it.order().purpose() + " " + it.order().hash()).strip();
      case Next.Say it -> "Say " + it.reason();
    };
  }
}
