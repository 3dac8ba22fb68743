package dev.passthrough.operator.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.passthrough.operator.boot.AfterBoot.Offer;
import dev.passthrough.operator.boot.AfterBoot.Seen;
import dev.passthrough.operator.boot.AfterBoot.Wanted;
import dev.passthrough.operator.boot.BootMark.Phase;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
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

@DisplayName("After a boot a node")
class AfterBootTest {

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
  private static final Optional<BootMark> NONE = Optional.empty();
  private static final Offer NO_OBJECT = new Offer.NoObject();
  private static final Offer NOTHING = new Offer.Nothing();
  private static final Offer NEVER = new Offer.Resources(Optional.empty());
  private static final Offer BEFORE = new Offer.Resources(Optional.of("before"));
  private static final Offer HERE = new Offer.Resources(Optional.of("here"));

  static Stream<Arguments> cases() {
    var fresh = waiting("here", NOW);
    var early = waiting("here", NOW.minus(LIMIT));
    var late = waiting("here", NOW.minus(LIMIT).minusSeconds(1));
    var given = givenUp("here", NOW.minusSeconds(9));
    return Stream.of(
        arguments("is tainted", false, NONE, BEFORE, true, fresh),
        arguments("stays tainted while there is time", true, early, BEFORE, true, early),
        arguments("is released when all is there", true, early, HERE, false, NONE),
        arguments(
            "is released when the time is up", true, late, BEFORE, false, givenUp("here", NOW)),
        arguments("is tainted once", false, given, BEFORE, false, given),
        arguments("stays released by hand", false, early, BEFORE, false, givenUp("here", NOW)),
        arguments("keeps a hand's taint after that", true, given, BEFORE, true, given),
        arguments("is told of as well once all is there", false, given, HERE, false, NONE),
        arguments("waits anew after the next", true, waiting("before", NOW), BEFORE, true, fresh),
        arguments(
            "waits anew after one in vain", false, givenUp("before", NOW), BEFORE, true, fresh),
        arguments("that never offered all is left", false, NONE, NEVER, false, NONE),
        arguments("registered with the taint waits for its first", true, NONE, NEVER, true, fresh),
        arguments("without an object is left", false, NONE, NO_OBJECT, false, NONE),
        arguments("without an object keeps kubelet's taint", true, NONE, NO_OBJECT, true, NONE),
        arguments("whose object went is released", true, early, NO_OBJECT, false, NONE),
        arguments("that is asked for nothing is released", true, NONE, NOTHING, false, NONE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  @DisplayName("is tainted until its resources are there, or the time is up")
  void table(
      String name,
      boolean tainted,
      Optional<BootMark> mark,
      Offer offer,
      boolean wantedTaint,
      Optional<BootMark> wantedMark) {
    var seen = new Seen(Optional.of("here"), tainted, mark, offer);
    assertThat(AfterBoot.wanted(seen, LIMIT, NOW)).isEqualTo(new Wanted(wantedTaint, wantedMark));
  }

  @Test
  @DisplayName("of which kubelet says nothing is left as it is")
  void unknownBoot() {
    var seen = new Seen(Optional.empty(), true, NONE, BEFORE);
    assertThat(AfterBoot.wanted(seen, LIMIT, NOW)).isEqualTo(seen.asItIs());
  }

  @Test
  @DisplayName("keeps all other taints, in their order")
  void othersTaints() {
    var theirs = taint("example.org/theirs", "NoSchedule");
    var sameKey = taint(BootTaint.KEY, "NoExecute");
    var with = BootTaint.with(List.of(theirs, sameKey), true);
    assertThat(with).hasSize(3).startsWith(theirs, sameKey);
    assertThat(BootTaint.with(with, true)).isEqualTo(with);
    assertThat(BootTaint.with(with, false)).containsExactly(theirs, sameKey);
  }

  @Test
  @DisplayName("says so in an annotation that is read back, and nothing is read out of another's")
  void marks() {
    var mark = waiting("here", NOW);
    assertThat(BootMark.of(mark.orElseThrow().text())).isEqualTo(mark);
    assertThat(Stream.of("", "a b c", "here Waiting soon", "here Gone 2026-01-05T10:00:00Z"))
        .allSatisfy(it -> assertThat(BootMark.of(it)).isEmpty());
  }

  private static Optional<BootMark> waiting(String boot, Instant since) {
    return Optional.of(new BootMark(boot, Phase.Waiting, since));
  }

  private static Optional<BootMark> givenUp(String boot, Instant since) {
    return Optional.of(new BootMark(boot, Phase.GivenUp, since));
  }

  private static Taint taint(String key, String effect) {
    return new TaintBuilder().withKey(key).withEffect(effect).build();
  }
}
