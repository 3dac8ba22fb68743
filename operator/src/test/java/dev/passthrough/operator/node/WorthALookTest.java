package dev.passthrough.operator.node;

import static dev.passthrough.operator.node.TestObjects.condition;
import static dev.passthrough.operator.node.TestObjects.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.PassthroughNode;
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
        Arguments.of("nothing", before, object(1, null), false));
  }

  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource("changes")
  @DisplayName("looks at what means work and passes by what agents merely report")
  void worth(String change, PassthroughNode before, PassthroughNode now, boolean worth) {
    assertThat(new WorthALook().accept(now, before)).as(change).isEqualTo(worth);
  }
}
