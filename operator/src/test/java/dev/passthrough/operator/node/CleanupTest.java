package dev.passthrough.operator.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CleanupTest {

  @ParameterizedTest(
      name = "node {0}, agent wanted {1}, runs {2}, reported {3}, unsettled {4}, restored {5}: {6}")
  @CsvSource({
    "false, false, false, false, false, false, RELEASE",
    "false, false, true, true, false, false, RELEASE",
    "true, false, false, false, false, false, RELEASE",
    "true, false, true, false, false, false, BRING_AGENT",
    "true, false, false, true, false, false, BRING_AGENT",
    "true, true, false, false, false, false, WAIT_FOR_RESTORE",
    "true, true, true, true, false, false, WAIT_FOR_RESTORE",
    "true, true, true, true, false, true, WITHDRAW_AGENT",
    "true, true, false, true, false, true, WITHDRAW_AGENT",
    "true, false, true, true, false, true, WAIT_FOR_AGENT_TO_GO",
    "true, false, false, true, false, true, RELEASE",
    "true, true, true, true, true, true, WAIT_FOR_RESTORE",
    "true, false, false, true, true, true, BRING_AGENT",
    "true, false, false, false, true, false, BRING_AGENT",
    "false, true, true, true, true, true, RELEASE"
  })
  @DisplayName("restore, withdraw, wait, release; each seen situation has one next step")
  void table(
      boolean node,
      boolean wanted,
      boolean runs,
      boolean reported,
      boolean unsettled,
      boolean restored,
      Cleanup.Step step) {
    assertThat(
            Cleanup.next(new Cleanup.Observed(node, wanted, runs, reported, unsettled, restored)))
        .isEqualTo(step);
  }

  @Test
  @DisplayName("any history ends in a release, and never with something left to undo on a node")
  void histories() {
    var random = new Random(7);
    for (int history = 0; history < 2_000; history++) {
      var host = new SimulatedNode(random);
      int steps = 0;
      Cleanup.Step step;
      do {
        step = Cleanup.next(host.observed());
        host.carryOut(step);
        assertThat(steps++).as("steps of history %d", history).isLessThan(1_000);
      } while (step != Cleanup.Step.RELEASE);
      assertThat(host.exists && host.changed).as("left changed in history %d", history).isFalse();
    }
  }

  /** A node, its agent and its kubelet, as slow and as unreliable as the seed says. */
  private static final class SimulatedNode {
    private final Random random;
    private boolean exists = true;
    private boolean wanted;
    private boolean runs;
    private boolean reported;
    private boolean changed;
    private boolean restored;
    private boolean pod;
    private boolean unsettled;

    SimulatedNode(Random random) {
      this.random = random;
      wanted = random.nextBoolean();
      runs = random.nextBoolean();
      reported = runs && random.nextBoolean();
      changed = reported && random.nextBoolean();
      pod = reported && random.nextBoolean();
    }

    Cleanup.Observed observed() {
      return new Cleanup.Observed(
          exists, exists && wanted, runs, reported, pod || unsettled, restored);
    }

    void carryOut(Cleanup.Step step) {
      switch (step) {
        case BRING_AGENT -> wanted = true;
        case WITHDRAW_AGENT -> wanted = false;
        case WAIT_FOR_RESTORE, WAIT_FOR_AGENT_TO_GO, RELEASE -> {}
      }
      if (step != Cleanup.Step.RELEASE) {
        timePasses();
      }
    }

    private void timePasses() {
      if (random.nextInt(50) == 0) {
        exists = false;
      }
      if (random.nextInt(20) == 0 && (!restored || pod || unsettled)) {
        wanted = false;
      }
      if (random.nextInt(3) == 0) {
        runs = wanted;
      }
      if (pod && random.nextInt(5) == 0) {
        pod = false;
        changed = true;
        unsettled = true;
      }
      if (runs && random.nextInt(3) == 0) {
        reported = true;
        changed = false;
        unsettled = false;
        restored = true;
      }
    }
  }
}
