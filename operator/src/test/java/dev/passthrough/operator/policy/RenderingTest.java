package dev.passthrough.operator.policy;

import static dev.passthrough.operator.policy.Samples.entry;
import static dev.passthrough.operator.policy.Samples.policy;
import static dev.passthrough.operator.policy.Samples.rendering;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Mode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RenderingTest {

  private static final Map<String, String> GPU = Map.of("gpu", "yes");
  private static final Field NIC = Field.resource("nic");

  @Test
  @DisplayName("a node gets the parts of all policies that choose it, and of no other")
  void partsByLabel() {
    var policies =
        List.of(
            policy("all", 0, Map.of(), null, entry("nic", 1)),
            policy("gpus", 0, GPU, Mode.Enforce, entry("card", 1)));

    assertThat(rendering(policies, Map.of()).parts()).containsOnlyKeys("all");
    var both = rendering(policies, GPU);
    assertThat(both.part("gpus").fields()).containsExactly(Field.MODE, Field.resource("card"));
    assertThat(both.part("all").fields()).containsExactly(NIC);
    assertThat(both.outranked()).isEmpty();
  }

  @Test
  @DisplayName("of one entry the higher priority has the say, and the lower one is told")
  void priority() {
    var rendering =
        rendering(
            List.of(
                policy("low", 0, Map.of(), Mode.Plan, entry("nic", 1), entry("own", 1)),
                policy("high", 5, Map.of(), Mode.Enforce, entry("nic", 2))),
            GPU);

    assertThat(rendering.part("high").fields()).containsExactly(Field.MODE, NIC);
    assertThat(rendering.part("low").fields()).containsExactly(Field.resource("own"));
    assertThat(rendering.outranked().get("low"))
        .containsExactly(Map.entry(Field.MODE, "high"), Map.entry(NIC, "high"));
  }

  @Test
  @DisplayName("who says the same as a higher one keeps its claim")
  void same() {
    var rendering =
        rendering(
            List.of(
                policy("low", 0, Map.of(), null, entry("nic", 2)),
                policy("high", 5, Map.of(), null, entry("nic", 2))),
            GPU);

    assertThat(rendering.part("low").fields()).containsExactly(NIC);
    assertThat(rendering.outranked()).isEmpty();
  }

  @Test
  @DisplayName("between equals nobody is outranked: the API server has the last word")
  void equalPriority() {
    var rendering =
        rendering(
            List.of(
                policy("b", 0, Map.of(), null, entry("nic", 1)),
                policy("a", 0, Map.of(), null, entry("nic", 2))),
            GPU);

    assertThat(rendering.part("a").fields()).containsExactly(NIC);
    assertThat(rendering.part("b").fields()).containsExactly(NIC);
  }

  @Test
  @DisplayName("the order in which policies are listed does not matter")
  void order() {
    var random = new Random(7);
    for (int i = 0; i < 200; i++) {
      var policies = new ArrayList<>(RandomPolicies.some(random, 5));
      var rendering = rendering(policies, GPU);
      Collections.shuffle(policies, random);
      assertThat(rendering(policies, GPU)).isEqualTo(rendering);
    }
  }
}
