package dev.passthrough.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Condition;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.Reason;
import dev.passthrough.api.ResourceStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A resource that is ready and new on the node")
class FirstOffersTest {

  private static final String NAME = "example.org/nic";
  private static final String OTHER = "example.org/gpu";
  private static final long GENERATION = 7;

  private final HandClock clock = new HandClock();
  private final FirstOffers offers = new FirstOffers(clock);

  static Stream<Arguments> words() {
    return Stream.of(
        Arguments.of("nothing", List.of(), true),
        Arguments.of("its kind is not known yet", word(GENERATION, Reason.KindUnknown), true),
        Arguments.of("not written yet", word(GENERATION, Reason.NotPermitted), true),
        Arguments.of("of an earlier spec", word(GENERATION - 1, Reason.Permitted), true),
        Arguments.of("permitted", word(GENERATION, Reason.Permitted), false),
        Arguments.of("what waiting does not mend", word(GENERATION, Reason.HostDevicesOff), false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("words")
  @DisplayName("waits for KubeVirt's word on the present spec")
  void waits(String what, List<Condition> words, boolean held) {
    assertThat(offers.held(node(words), Set.of(NAME), Set.of(), () -> true))
        .isEqualTo(held ? Set.of(NAME) : Set.of());
  }

  @Test
  @DisplayName("waits for nothing without a KubeVirt, which is asked for only then")
  void none() {
    assertThat(offers.held(node(List.of()), Set.of(NAME), Set.of(), () -> false)).isEmpty();
    assertThat(offers.held(node(List.of()), Set.of(NAME), Set.of(NAME), this::unasked)).isEmpty();
    assertThat(offers.held(node(List.of(), NAME), Set.of(NAME), Set.of(), this::unasked))
        .as("an earlier process offered it")
        .isEmpty();
  }

  @Test
  @DisplayName("waits alone, beside one that is not new")
  void alone() {
    assertThat(offers.held(node(List.of(), NAME), Set.of(NAME, OTHER), Set.of(), () -> true))
        .containsExactly(OTHER);
  }

  @Test
  @DisplayName("waits no longer than the bound, each resource by itself")
  void bound() {
    var node = node(List.of());
    assertThat(offers.held(node, Set.of(NAME), Set.of(), () -> true)).containsExactly(NAME);
    clock.pass(FirstOffers.LONGEST.minusMillis(1));
    assertThat(offers.held(node, Set.of(NAME, OTHER), Set.of(), () -> true))
        .containsExactly(OTHER, NAME);
    clock.pass(Duration.ofMillis(1));
    assertThat(offers.held(node, Set.of(NAME, OTHER), Set.of(), () -> true)).containsExactly(OTHER);
  }

  private boolean unasked() {
    throw new AssertionError("nothing has to wait, so nobody is to be asked");
  }

  private static List<Condition> word(long generation, Reason reason) {
    return List.of(
        new Condition(
            "Permitted",
            reason == Reason.Permitted ? "True" : "False",
            generation,
            "2026-01-01T00:00:00Z",
            reason.name(),
            "said by a test"));
  }

  /**
   * @param offered the resource that the status has as offered, if any
   */
  private static PassthroughNode node(List<Condition> words, String... offered) {
    var resources =
        Stream.of(offered)
            .map(it ->
                new ResourceStatus("entry", it, 1, 1, List.of(), List.of(), List.of(), List.of()))
            .toList();
    var node = new PassthroughNode();
    node.setMetadata(new ObjectMetaBuilder().withName("n").withGeneration(GENERATION).build());
    node.setStatus(new PassthroughNodeStatus(GENERATION, null, resources, words));
    return node;
  }
}
