package dev.passthrough.operator.announce;

import static dev.passthrough.operator.announce.Objects.condition;
import static dev.passthrough.operator.announce.Objects.object;
import static dev.passthrough.operator.announce.Objects.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Condition;
import dev.passthrough.api.EventLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A change of a condition is news, once")
class NewsTest {

  private static final Instant SOON = Instant.parse(Objects.SINCE).plusSeconds(5);
  private static final Condition WELL = condition("Ready", "True", "AsDesired");
  private static final Condition IN_USE = condition("Ready", "False", "InUse");
  private static final Condition SILENT = condition("Ready", "Unknown", "AgentNotReporting");
  private static final Condition HIDDEN = condition("Applied", "False", "InUse");

  static Stream<Arguments> table() {
    return Stream.of(
        Arguments.of("a new reason", List.of(WELL), IN_USE, List.of("InUse")),
        Arguments.of("the same again", List.of(IN_USE), IN_USE, List.of()),
        Arguments.of("back again", List.of(IN_USE), WELL, List.of("AsDesired")),
        Arguments.of("a first word", List.of(), IN_USE, List.of("InUse")),
        Arguments.of(
            "what an admin asked for",
            List.of(WELL),
            condition("Ready", "False", "Observing"),
            List.of()),
        Arguments.of("an aspect that Ready sums up", List.of(), HIDDEN, List.of()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  @DisplayName("by what was seen before")
  void table(String what, List<Condition> before, Condition now, List<String> reasons) {
    assertThat(News.of(object("worker-1", now), Optional.of(before), SOON))
        .extracting(it -> it.condition().reason())
        .isEqualTo(reasons);
  }

  @Test
  @DisplayName("what changed long before the operator started is none, nor is that all is well")
  void start() {
    var late = SOON.plus(Duration.ofHours(3));
    assertThat(News.of(object("worker-1", IN_USE), Optional.empty(), SOON)).hasSize(1);
    assertThat(News.of(object("worker-1", IN_USE), Optional.empty(), late)).isEmpty();
    assertThat(News.of(object("worker-1", WELL), Optional.empty(), SOON)).isEmpty();
  }

  @Test
  @DisplayName("that all is well is, with an object that was made and ready between two rounds")
  void atOnce() {
    var object = object("worker-1", WELL);
    object.getMetadata().setCreationTimestamp(Objects.SINCE);
    assertThat(News.of(object, Optional.empty(), SOON)).hasSize(1);
    assertThat(News.of(object, Optional.empty(), SOON.plus(Duration.ofHours(3)))).isEmpty();
  }

  @Test
  @DisplayName("one change has one name, whichever replica tells it and when; another has another")
  void names() {
    var object = object("worker-1", IN_USE);
    var first = News.of(object, Optional.of(List.of()), SOON).getFirst();
    var again = News.of(object, Optional.empty(), SOON.plusSeconds(60)).getFirst();
    assertThat(Events.of(again, "b", SOON.plusSeconds(60)))
        .extracting(it -> it.getMetadata().getName())
        .isEqualTo(
            Events.of(first, "a", SOON).stream().map(it -> it.getMetadata().getName()).toList())
        .doesNotHaveDuplicates();
    var other = News.of(object("worker-1", WELL), Optional.of(List.of()), SOON).getFirst();
    assertThat(other.key()).isNotEqualTo(first.key());
  }

  @Test
  @DisplayName(
      "an event is on the object and on its node, a warning where there is something to do")
  void event() {
    var news = News.of(object("worker-1", SILENT), Optional.of(List.of()), SOON).getFirst();
    assertThat(Events.of(news, "operator-1", SOON))
        .satisfiesExactly(
            it -> {
              assertThat(it.getRegarding().getKind()).isEqualTo("PassthroughNode");
              assertThat(it.getRegarding().getUid()).isEqualTo("uid-worker-1");
              assertThat(it.getType()).isEqualTo("Warning");
              assertThat(it.getReason()).isEqualTo("AgentNotReporting");
              assertThat(it.getNote()).isEqualTo("Ready is Unknown: what a person needs to know");
              assertThat(it.getEventTime().getTime()).isEqualTo("2026-01-05T10:00:05.000000Z");
            },
            it -> {
              assertThat(it.getRegarding().getKind()).isEqualTo("Node");
              assertThat(it.getRegarding().getName()).isEqualTo("worker-1");
            });
  }

  @Test
  @DisplayName(
      "what an agent says of its object itself is said of the Node only; of no Node, of the object only")
  void where() {
    assertThat(kinds(IN_USE)).containsExactly("Node");
    assertThat(kinds(WELL)).containsExactly("PassthroughNode", "Node");
    assertThat(kinds(condition("Permitted", "False", "RivalProvider")))
        .containsExactly("PassthroughNode", "Node");
    assertThat(kinds(condition("Ready", "False", "NodeNotFound")))
        .containsExactly("PassthroughNode");
  }

  private static List<String> kinds(Condition condition) {
    var news = News.of(object("worker-1", condition), Optional.of(List.of()), SOON).getFirst();
    return Events.of(news, "a", SOON).stream().map(it -> it.getRegarding().getKind()).toList();
  }

  @Test
  @DisplayName("a policy's are on the policy: what stops it, and not that nodes are on their way")
  void policies() {
    var policy =
        policy(
            "cards",
            condition("Ready", "False", "NodesWaiting"),
            condition("Rendered", "False", "RenderConflict"),
            condition("RolledOut", "False", "WaveStopped"));
    var news = News.of(policy, Optional.of(List.of()), SOON);
    assertThat(news)
        .extracting(it -> it.condition().reason())
        .containsExactly("RenderConflict", "WaveStopped");
    assertThat(Events.of(news.getFirst(), "a", SOON))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.getRegarding().getKind()).isEqualTo("PassthroughPolicy");
          assertThat(it.getRegarding().getUid()).isEqualTo("uid-cards");
          assertThat(it.getType()).isEqualTo("Warning");
        });
    assertThat(News.of(policy, Optional.of(policy.getStatus().conditions()), SOON)).isEmpty();
  }

  @Test
  @DisplayName("events of the longest names have names that differ")
  void longNames() {
    var news = News.of(object("w".repeat(253), WELL), Optional.of(List.of()), SOON).getFirst();
    assertThat(Events.of(news, "a", SOON))
        .extracting(it -> it.getMetadata().getName())
        .hasSize(2)
        .doesNotHaveDuplicates()
        .allSatisfy(it -> assertThat(it).hasSizeLessThanOrEqualTo(EventLimits.NAME));
  }

  @Test
  @DisplayName("a note is as long as the API server takes it at most")
  void longNote() {
    var condition = new Condition("Ready", "False", 1L, Objects.SINCE, "InUse", "x".repeat(5000));
    var news = News.of(object("worker-1", condition), Optional.of(List.of()), SOON).getFirst();
    var note = Events.of(news, "a", SOON).getFirst().getNote();
    assertThat(note.getBytes(StandardCharsets.UTF_8)).hasSize(EventLimits.NOTE);
  }
}
