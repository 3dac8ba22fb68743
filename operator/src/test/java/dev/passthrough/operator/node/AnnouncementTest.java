package dev.passthrough.operator.node;

import static dev.passthrough.operator.node.TestObjects.condition;
import static dev.passthrough.operator.node.TestObjects.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Condition;
import dev.passthrough.api.PassthroughNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AnnouncementTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-05T10:00:00Z"), ZoneOffset.UTC);

  @Test
  @DisplayName("says that the node does not exist, and what to do, even over an agent's report")
  void noNode() {
    for (var object :
        List.of(object(1, null), object(1, 1L, condition("Ready", "True", "AsDesired", 1)))) {
      assertThat(ready(object, false))
          .satisfies(it -> {
            assertThat(it.status()).isEqualTo("False");
            assertThat(it.reason()).isEqualTo("NodeNotFound");
            assertThat(it.message()).contains("worker-1", "kubectl get nodes");
          });
    }
  }

  @Test
  @DisplayName("says that the agent has yet to report, before its first report or after a return")
  void noReport() {
    for (var object :
        List.of(object(1, null), object(1, 1L, condition("Ready", "False", "NodeNotFound", 1)))) {
      assertThat(ready(object, true).reason()).isEqualTo("AgentNotReporting");
    }
  }

  @Test
  @DisplayName("keeps silent once the agent has reported")
  void silent() {
    var object = object(2, 1L, condition("Ready", "True", "AsDesired", 1));
    assertThat(Announcement.of(object, true, CLOCK)).isEmpty();
  }

  @Test
  @DisplayName("says nothing twice")
  void once() {
    for (var nodeExists : List.of(true, false)) {
      var said = Announcement.of(object(1, null), nodeExists, CLOCK).orElseThrow();
      assertThat(Announcement.of(object(1, null, said.getFirst()), nodeExists, CLOCK)).isEmpty();
    }
  }

  private static Condition ready(PassthroughNode object, boolean nodeExists) {
    Optional<List<Condition>> word = Announcement.of(object, nodeExists, CLOCK);
    assertThat(word).isPresent();
    return word.orElseThrow().getFirst();
  }
}
