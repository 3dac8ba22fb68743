package dev.passthrough.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.EventLimits;
import dev.passthrough.api.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EventBatchTest {

  private static Happening ill(String resource, int device) {
    return new Happening(
        Reason.DeviceUnhealthy,
        resource,
        "%s: 0000:01:%02x.0 is gone.".formatted(resource, device));
  }

  @Test
  @DisplayName("three that are alike stay three; what happened twice in a moment is told once")
  void few() {
    var three = List.of(ill("a.b/c", 1), ill("a.b/c", 2), ill("a.b/c", 3));
    assertThat(EventBatch.of(three)).isEqualTo(three);
    assertThat(EventBatch.of(List.of(ill("a.b/c", 1), ill("a.b/c", 1)))).hasSize(1);
  }

  @Test
  @DisplayName(
      "thousands that are alike are one for each resource, that names three and the number of the others")
  void many() {
    var all = new ArrayList<Happening>();
    IntStream.range(0, 256).forEach(it -> all.add(ill("a.b/c", it)));
    IntStream.range(0, 256).forEach(it -> all.add(ill("d.e/f", it)));
    assertThat(EventBatch.of(all))
        .hasSize(2)
        .first()
        .isEqualTo(
            new Happening(
                Reason.DeviceUnhealthy,
                "a.b/c",
                "a.b/c: 0000:01:00.0 is gone. a.b/c: 0000:01:01.0 is gone. a.b/c: 0000:01:02.0 is gone."
                    + " (and 253 more; the status names them.)"));
  }

  @Test
  @DisplayName("no note is longer than the API server takes")
  void longest() {
    var odd = new Happening(Reason.StepFailed, "", "x".repeat(5000));
    var note = EventBatch.of(List.of(odd)).getFirst().note();
    assertThat(note.getBytes(StandardCharsets.UTF_8)).hasSize(EventLimits.NOTE);
    assertThat(note).endsWith("…");
  }

  @Test
  @DisplayName("a node that cannot rest makes some events at once and one each few seconds")
  void budget() {
    var clock = new HandClock();
    var budget = new EventBudget(clock);
    for (int i = 0; i < EventBudget.AT_ONCE; i++) {
      assertThat(budget.allows()).isTrue();
    }
    assertThat(budget.allows()).isFalse();
    clock.pass(EventBudget.REFILL);
    assertThat(budget.allows()).isTrue();
    assertThat(budget.allows()).isFalse();
    clock.pass(Duration.ofDays(1));
    assertThat(IntStream.range(0, 100).filter(it -> budget.allows())).hasSize(EventBudget.AT_ONCE);
  }
}
