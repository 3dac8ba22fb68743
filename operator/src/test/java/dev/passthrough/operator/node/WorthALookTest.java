package dev.passthrough.operator.node;

import static dev.passthrough.operator.node.TestObjects.condition;
import static dev.passthrough.operator.node.TestObjects.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.DeviceUse;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.PrivilegedResult;
import dev.passthrough.api.PrivilegedResult.Outcome;
import dev.passthrough.api.PrivilegedStatus;
import dev.passthrough.api.ResourceStatus;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WorthALookTest {

  static Stream<Arguments> changes() {
    var before = object(1, null);
    var freed = object(1, null);
    freed.getMetadata().setFinalizers(List.of());
    return Stream.of(
        Arguments.of("spec or deletion", before, object(2, null), true),
        Arguments.of("finalizer", before, freed, true),
        Arguments.of(
            "restored", before, object(1, 1L, condition("Restored", "True", "Restored", 1)), true),
        Arguments.of(
            "restored in an earlier life",
            before,
            object(1, 1L, condition("Restored", "True", "Restored", 0)),
            false),
        Arguments.of(
            "report", before, object(1, 1L, condition("Ready", "True", "AsDesired", 1)), false),
        Arguments.of(
            "the agent's rights do not suffice",
            before,
            object(1, 1L, condition("AgentSuffices", "False", "PrivilegeNeeded", 1)),
            true),
        Arguments.of(
            "they do",
            before,
            object(1, 1L, condition("AgentSuffices", "True", "AsDesired", 1)),
            false),
        Arguments.of(
            "the last pod lets go of what root waits for", waits(true), waits(false), true),
        Arguments.of("a pod holds it again", waits(false), waits(true), false),
        Arguments.of("nothing", before, object(1, null), false));
  }

  /** An object of which a look has said that something waits until no device is held. */
  private static PassthroughNode waits(boolean holders) {
    var object = object(1, 1L);
    var use = holders ? List.of(DeviceUse.of("0000:01:10.0", "ns/pod")) : List.<DeviceUse>of();
    var look = PrivilegedResult.of(Outcome.Planned, null, List.of()).heldUpByUse();
    object.setStatus(
        new PassthroughNodeStatus(
            1L,
            null,
            List.of(new ResourceStatus("a", "b/c", 1, 1, List.of("0000:01:10.0"), use)),
            List.of(),
            new PrivilegedStatus(look, null)));
    return object;
  }

  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource("changes")
  @DisplayName("looks at what means work and passes by what agents merely report")
  void worth(String change, PassthroughNode before, PassthroughNode now, boolean worth) {
    assertThat(new WorthALook().accept(now, before)).as(change).isEqualTo(worth);
  }
}
