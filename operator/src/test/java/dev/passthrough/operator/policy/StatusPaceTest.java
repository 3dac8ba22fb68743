package dev.passthrough.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Condition;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.PassthroughPolicyStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A policy's status is written")
class StatusPaceTest {

  private Instant now = Instant.parse("2026-01-05T10:00:00Z");
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final StatusPace pace = new StatusPace(clock);

  @Test
  @DisplayName("now and then while only its numbers change, and the last of them for certain")
  void numbers() {
    assertThat(pace.pause(policy(1, "NodesWaiting"), status(2, "NodesWaiting"))).isEmpty();
    now = now.plusSeconds(1);
    var rest = StatusPace.BETWEEN_NUMBERS.minusSeconds(1);
    assertThat(pace.pause(policy(2, "NodesWaiting"), status(3, "NodesWaiting"))).contains(rest);
    now = now.plus(rest);
    assertThat(pace.pause(policy(2, "NodesWaiting"), status(3, "NodesWaiting"))).isEmpty();
  }

  @Test
  @DisplayName("at once where a condition changes, and each policy by itself")
  void conditions() {
    assertThat(pace.pause(policy(1, "NodesWaiting"), status(2, "NodesWaiting"))).isEmpty();
    assertThat(pace.pause(policy(2, "NodesWaiting"), status(3, "NodesFailed"))).isEmpty();
    var other = policy(1, "NodesWaiting");
    other.getMetadata().setName("other");
    assertThat(pace.pause(other, status(2, "NodesWaiting"))).isEmpty();
    assertThat(pace.pause(other, status(3, "NodesWaiting"))).contains(StatusPace.BETWEEN_NUMBERS);
  }

  private static PassthroughPolicy policy(int ready, String reason) {
    var policy = Samples.policy("cards", 0, Map.of(), null);
    policy.setStatus(status(ready, reason));
    return policy;
  }

  private static PassthroughPolicyStatus status(int ready, String reason) {
    return new PassthroughPolicyStatus(
        1L,
        9,
        ready,
        9 - ready,
        0,
        List.of(),
        List.of(),
        List.of(new Condition("Ready", "False", 1L, "2026-01-05T10:00:00Z", reason, "" + ready)));
  }
}
