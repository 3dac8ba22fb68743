package dev.passthrough.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsTest {

  private static final Clock MONDAY = at("2026-01-05T10:00:00.123Z");
  private static final Clock TUESDAY = at("2026-01-06T10:00:00.987Z");

  @Test
  @DisplayName("stamps a first condition with whole seconds of the clock")
  void stampsWholeSeconds() {
    assertThat(ready(List.of(), MONDAY).lastTransitionTime()).isEqualTo("2026-01-05T10:00:00Z");
  }

  @Test
  @DisplayName("keeps the transition time while the status stays, whatever reason and message do")
  void keepsTheTime() {
    var before = ready(List.of(), MONDAY);
    var after =
        Conditions.of(List.of(before), 2L, TUESDAY)
            .isTrue(ConditionType.Ready, Reason.NothingToAdvertise, "other")
            .build()
            .getFirst();
    assertThat(after)
        .isEqualTo(
            new Condition(
                "Ready", "True", 2L, before.lastTransitionTime(), "NothingToAdvertise", "other"));
  }

  @Test
  @DisplayName("moves the transition time when the status changes")
  void movesTheTime() {
    var before = ready(List.of(), MONDAY);
    var after =
        Conditions.of(List.of(before), 2L, TUESDAY)
            .isUnknown(ConditionType.Ready, Reason.AgentNotReporting, "")
            .build()
            .getFirst();
    assertThat(after.lastTransitionTime()).isEqualTo("2026-01-06T10:00:00Z");
    assertThat(after.status()).isEqualTo("Unknown");
  }

  @Test
  @DisplayName("leaves out what the writer did not set, and orders the rest by type")
  void onlyWhatWasSet() {
    var previous =
        Conditions.of(List.of(), 1L, MONDAY)
            .isTrue(ConditionType.Applied, Reason.AsDesired, "")
            .build();
    var types =
        Conditions.of(previous, 1L, MONDAY)
            .isFalse(ConditionType.Advertised, Reason.KubeletUnavailable, "")
            .isFalse(ConditionType.Ready, Reason.KubeletUnavailable, "")
            .build()
            .stream()
            .map(Condition::type);
    assertThat(types).containsExactly("Ready", "Advertised");
  }

  @ParameterizedTest(name = "{0} characters become {1}")
  @CsvSource({"0,0", "32768,32768", "32769,32768", "100000,32768"})
  @DisplayName("cuts a message at what the API server allows")
  void cutsMessages(int length, int kept) {
    assertThat(message("x".repeat(length))).hasSize(kept);
  }

  @Test
  @DisplayName("never cuts a character in two")
  void cutsBetweenCharacters() {
    for (var shift : List.of("", "x")) {
      var text = message(shift + "😀".repeat(20_000));
      assertThat(text.codePoints().filter(it -> Character.getType(it) == Character.SURROGATE))
          .isEmpty();
    }
  }

  @ParameterizedTest(name = "generation {0}, condition {1} of generation {2}: {3}")
  @CsvSource({"2,True,2,true", "2,True,1,false", "2,False,2,false", "2,True,,false"})
  @DisplayName("an aspect holds only when it is True for the present generation")
  void holdsForThisGeneration(
      long generation, String status, @Nullable Long observed, boolean holds) {
    var node = new PassthroughNode();
    node.setMetadata(new ObjectMetaBuilder().withGeneration(generation).build());
    assertThat(Conditions.holds(node, ConditionType.Restored)).isFalse();
    var condition =
        new Condition("Restored", status, observed, "2026-01-05T10:00:00Z", "Restored", "");
    node.setStatus(new PassthroughNodeStatus(observed, null, List.of(), List.of(condition)));
    assertThat(Conditions.holds(node, ConditionType.Restored)).isEqualTo(holds);
  }

  private static Condition ready(List<Condition> previous, Clock clock) {
    return Conditions.of(previous, 1L, clock)
        .isTrue(ConditionType.Ready, Reason.AsDesired, "fine")
        .build()
        .getFirst();
  }

  private static String message(String text) {
    return Conditions.of(List.of(), 1L, MONDAY)
        .isTrue(ConditionType.Ready, Reason.AsDesired, text)
        .build()
        .getFirst()
        .message();
  }

  private static Clock at(String instant) {
    return Clock.fixed(Instant.parse(instant), ZoneOffset.UTC);
  }
}
