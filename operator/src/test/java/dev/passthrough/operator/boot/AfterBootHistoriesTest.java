package dev.passthrough.operator.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.operator.boot.AfterBoot.Offer;
import dev.passthrough.operator.boot.AfterBoot.Seen;
import dev.passthrough.operator.boot.BootMark.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName(
    "A node that boots, offers and is changed by hand, with an operator that is not always there")
class AfterBootHistoriesTest {

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int STEPS = 400;

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  @DisplayName("is tainted just while its resources are to come, and never beyond the limit")
  void histories(long seed) {
    new History(new Random(seed)).run();
  }

  private static final class History {

    private final Random random;
    private final Set<String> givenUp = new HashSet<>();
    private final List<String> log = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-05T10:00:00Z");
    private int boots;
    private boolean tainted;
    private Optional<BootMark> mark = Optional.empty();
    private boolean object = true;
    private boolean enforced = true;
    private Optional<String> advertised = Optional.empty();

    /** Since when the operator has kept the taint of this boot, as a bystander sees it. */
    private Optional<Instant> since = Optional.empty();

    History(Random random) {
      this.random = random;
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        happens();
        now = now.plusSeconds(random.nextInt(120));
        if (random.nextInt(4) > 0) {
          turn();
        }
      }
    }

    private String boot() {
      return "boot-" + boots;
    }

    private void happens() {
      switch (random.nextInt(14)) {
        case 0, 1 -> {
          boots++;
          since = Optional.empty();
          log.add(boot());
        }
        case 2, 3, 4 -> {
          if (object && enforced) {
            advertised = Optional.of(boot());
            log.add("offers");
          }
        }
        case 5 -> {
          object = !object;
          advertised = Optional.empty();
          log.add("object " + object);
        }
        case 6 -> {
          enforced = !enforced;
          log.add("enforced " + enforced);
        }
        case 7 -> {
          tainted = false;
          log.add("taint taken off by hand");
        }
        default -> {}
      }
    }

    private Seen seen() {
      Offer offer =
          !object
              ? new Offer.NoObject()
              : enforced ? new Offer.Resources(advertised) : new Offer.Nothing();
      return new Seen(Optional.of(boot()), tainted, mark, offer);
    }

    private void turn() {
      var before = seen();
      var wanted = AfterBoot.wanted(before, LIMIT, now);
      log.add(now + " " + before + " -> " + wanted);
      tainted = wanted.tainted();
      mark = wanted.mark();
      boolean there = advertised.equals(Optional.of(boot()));
      if (!object || !enforced || there) {
        assertThat(tainted).as("nothing to wait for: %s", log).isFalse();
        assertThat(mark).as("nothing to remember: %s", log).isEmpty();
      }
      if (object && enforced && !there && advertised.isPresent()) {
        assertThat(tainted || givenUp(boot())).as("waits or has waited: %s", log).isTrue();
      }
      assertThat(tainted && givenUp(boot())).as("tainted after it was given up: %s", log).isFalse();
      assertThat(tainted).as("a taint says since when: %s", log).isEqualTo(isWaiting());
      if (givenUp(boot()) && before.tainted()) {
        assertThat(givenUp.add(boot() + " " + mark)).as("given up twice: %s", log).isTrue();
      }
      since = tainted ? since.or(() -> Optional.of(now)) : Optional.empty();
      since.ifPresent(
          it -> assertThat(now).as("beyond the limit: %s", log).isBeforeOrEqualTo(it.plus(LIMIT)));
      assertThat(AfterBoot.wanted(seen(), LIMIT, now))
          .as("a second look changes nothing: %s", log)
          .isEqualTo(seen().asItIs());
    }

    private boolean isWaiting() {
      return mark.filter(it -> it.phase() == Phase.Waiting).isPresent();
    }

    private boolean givenUp(String boot) {
      return mark.filter(it -> it.phase() == Phase.GivenUp && it.boot().equals(boot)).isPresent();
    }
  }
}
