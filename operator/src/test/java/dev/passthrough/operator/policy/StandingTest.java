package dev.passthrough.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.Reason;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A node of a policy")
class StandingTest {

  @ParameterizedTest
  @MethodSource("nothingToDo")
  @DisplayName("has not failed for a reason that asks nothing of anybody")
  void onItsWay(Reason reason) {
    assertThat(standing(reason)).isInstanceOf(Standing.Waiting.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"GrantNeeded", "GrantOutdated", "PrivilegeNeeded", "UseUnknown", "InUse"})
  @DisplayName("waits where somebody has to allow or to end something")
  void waits(Reason reason) {
    assertThat(standing(reason)).isInstanceOf(Standing.Waiting.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"StepFailed", "DeviceNotFound", "GroupNotIsolated", "RebootDidNotHelp"})
  @DisplayName("has failed where something has to be put right")
  void failed(Reason reason) {
    assertThat(standing(reason)).isInstanceOf(Standing.Failed.class);
  }

  static Stream<Reason> nothingToDo() {
    return Stream.of(Reason.values()).filter(it -> it.advice().isEmpty());
  }

  private static Standing standing(Reason reason) {
    var object = new PassthroughNode();
    object.setMetadata(new ObjectMetaBuilder().withName("node").withGeneration(1L).build());
    var conditions =
        Conditions.of(object, Clock.systemUTC()).isFalse(ConditionType.Ready, reason, "").build();
    object.setStatus(new PassthroughNodeStatus(1L, null, List.of(), conditions));
    return Standing.of(new Outcome.Settled(), Optional.of(object));
  }
}
