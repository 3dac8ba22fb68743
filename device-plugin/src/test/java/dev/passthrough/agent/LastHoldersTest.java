package dev.passthrough.agent;

import static dev.passthrough.agent.LastHolders.SETTLING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A device that a pod had")
class LastHoldersTest {

  private static final Map<String, String> NOBODY = Map.of();
  private static final Map<String, String> VM = Map.of("0000:01:10.0", "default/vm");
  private static final Map<String, String> OTHER = Map.of("0000:01:10.2", "default/other");

  private final HandClock clock = new HandClock();
  private final LastHolders last = new LastHolders(clock);

  @Test
  @DisplayName("is given back as soon as the kubelet that named the pod names it no more")
  void sameKubelet() {
    last.answered("first", VM);
    last.answered("first", NOBODY);
    assertThat(last.all()).isEmpty();
  }

  @Test
  @DisplayName("counts as held until another kubelet has answered without it for a while")
  void anotherKubelet() {
    last.answered("first", VM);
    last.answered("second", NOBODY);
    assertThat(last.all()).isEqualTo(VM);
    assertThat(last.named()).as("what kubelet said").isEmpty();
    clock.pass(SETTLING.minusNanos(1));
    last.answered("second", OTHER);
    assertThat(last.all()).containsAllEntriesOf(VM).containsAllEntriesOf(OTHER).hasSize(2);
    clock.pass(Duration.ofNanos(1));
    last.answered("second", OTHER);
    assertThat(last.all()).isEqualTo(OTHER);
  }

  @Test
  @DisplayName("is given back at once where the other kubelet has named the pod meanwhile")
  void namedAgain() {
    last.answered("first", VM);
    last.answered("second", NOBODY);
    last.answered("second", VM);
    last.answered("second", NOBODY);
    assertThat(last.all()).isEmpty();
  }

  @Test
  @DisplayName("counts as held for as long again when kubelet is started again, or was silent")
  void again() {
    last.answered("first", VM);
    last.answered("second", NOBODY);
    clock.pass(SETTLING.minusNanos(1));
    last.answered("third", NOBODY);
    clock.pass(SETTLING.minusNanos(1));
    last.unanswered();
    assertThat(last.all()).isEqualTo(VM);
    last.answered("third", NOBODY);
    clock.pass(SETTLING.minusNanos(1));
    last.answered("third", NOBODY);
    assertThat(last.all()).isEqualTo(VM);
  }

  @Test
  @DisplayName(
      "when an earlier agent was asked counts as held as if kubelet had been started since")
  void inherited() {
    last.inherit(VM);
    last.answered("first", NOBODY);
    last.inherit(OTHER);
    assertThat(last.all()).isEqualTo(VM);
    clock.pass(SETTLING);
    last.answered("first", NOBODY);
    assertThat(last.all()).isEmpty();
  }
}
