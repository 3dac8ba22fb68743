package dev.passthrough.operator.privileged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PlanStatus;
import dev.passthrough.api.PrivilegedResult;
import dev.passthrough.api.PrivilegedResult.Outcome;
import dev.passthrough.api.PrivilegedStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NextStepHistoriesTest {

  @Test
  @DisplayName("in any history a node is changed only by one pod at a time, for one granted plan")
  void histories() {
    var random = new Random(11);
    for (int history = 0; history < 200; history++) {
      var node = new SimulatedNode(random);
      for (int step = 0; step < 200; step++) {
        node.step();
      }
      node.calm();
      int steps = 0;
      while (!(node.next() instanceof Next.Rest)) {
        node.step();
        assertThat(steps++).as("steps until history %d is at rest", history).isLessThan(500);
      }
    }
  }

  /** A node and its admin, as careless as the seed says. */
  private static final class SimulatedNode {

    private final Random random;
    private final Set<String> inVain = new HashSet<>();
    private Instant now = Instant.parse("2026-01-05T10:00:00Z");
    private long generation = 1;
    private Mode mode = Mode.Enforce;
    private @Nullable String grant;
    private boolean lacking = true;
    private boolean stormy = true;
    private boolean reported = true;
    private int shape;
    private PrivilegedStatus known = PrivilegedStatus.nothing();
    private Optional<SeenPod> pod = Optional.empty();

    SimulatedNode(Random random) {
      this.random = random;
    }

    /** From now on nothing fails or changes, and everything is granted. */
    void calm() {
      stormy = false;
      edit(Mode.Enforce, "Any");
    }

    Next next() {
      return NextStep.of(
          new Situation(
              true,
              false,
              generation,
              spec(),
              reported,
              reported && lacking ? Optional.of("need") : Optional.empty(),
              known,
              random.nextBoolean(),
              false,
              pod.stream().toList(),
              now));
    }

    void step() {
      switch (next()) {
        case Next.Rest _, Next.Hold _ -> pass(Duration.ofMinutes(1));
        case Next.Note it -> note(it.pod());
        case Next.Discard it -> {
          assertThat(it.pod().order().purpose() == Purpose.LOOK || !it.pod().begun()).isTrue();
          pod = Optional.empty();
        }
        case Next.Start it -> start(it.order());
        case Next.Say it -> {
          assertThat(it.again()).as(it.message()).isPositive();
          pass(it.again());
        }
      }
    }

    private void start(Order order) {
      assertThat(pod).as("pods while another one is started").isEmpty();
      if (order.purpose() == Purpose.APPLY) {
        var seen = Optional.ofNullable(known.seen()).orElseThrow();
        assertThat(order.hash()).isEqualTo(seen.hash());
        assertThat(spec().grants(order.hash())).isTrue();
        assertThat(mode).isEqualTo(Mode.Enforce);
        assertThat(inVain).doesNotContain(generation + order.hash());
      }
      pod = Optional.of(seen(order, generation, !stormy || random.nextBoolean()));
    }

    private static SeenPod seen(Order order, long of, boolean begun) {
      return new SeenPod(
          order.podName("a", "n"),
          "1",
          order,
          of,
          new PassthroughNodeSpec(Mode.Enforce, List.of()),
          "need",
          begun,
          Optional.empty(),
          "Running");
    }

    private void note(SeenPod ended) {
      var result = ended.end().orElseThrow().noted(ended.generation(), now.toString(), "need");
      boolean look = ended.order().purpose() == Purpose.LOOK;
      known =
          look
              ? new PrivilegedStatus(result, known.done())
              : new PrivilegedStatus(known.seen(), result);
      if (!look && result.outcome() != Outcome.Done) {
        inVain.add(ended.generation() + ended.order().hash());
      }
      pod = Optional.empty();
    }

    /** At most {@code most}: something may happen before. */
    private void pass(Duration most) {
      now = now.plus(stormy ? Duration.ofSeconds(random.nextLong(most.toSeconds() + 1)) : most);
      reported |= !stormy || random.nextBoolean();
      pod = pod.map(this::goneOn);
      if (stormy) {
        switch (random.nextInt(12)) {
          case 0 -> edit(random.nextBoolean() ? Mode.Enforce : Mode.Plan, grant);
          case 1, 2 -> edit(mode, hash());
          case 3 -> edit(mode, random.nextBoolean() ? "Any" : null);
          case 4 -> shape++;
          case 5 -> lacking = true;
          default -> {}
        }
      }
    }

    /** A pod begins, and then ends. */
    private SeenPod goneOn(SeenPod it) {
      return it.end().isPresent()
          ? it
          : it.begun() ? ended(it) : seen(it.order(), it.generation(), true);
    }

    private SeenPod ended(SeenPod running) {
      var order = running.order();
      boolean fails = stormy && random.nextInt(4) == 0;
      if (order.purpose() == Purpose.LOOK) {
        return end(running, fails ? Outcome.Failed : Outcome.Planned, lacking ? hash() : "");
      }
      if (!order.hash().equals(hash())) {
        return end(running, Outcome.Changed, hash());
      }
      lacking = fails;
      return end(running, fails ? Outcome.Failed : Outcome.Done, order.hash());
    }

    private static SeenPod end(SeenPod it, Outcome outcome, String hash) {
      var plan = hash.isEmpty() ? null : new PlanStatus(hash, List.of("a step"));
      var result = PrivilegedResult.of(outcome, plan, List.of());
      return new SeenPod(
          it.name(),
          it.version(),
          it.order(),
          it.generation(),
          it.asked(),
          it.need(),
          true,
          Optional.of(result),
          "");
    }

    private void edit(Mode newMode, @Nullable String newGrant) {
      mode = newMode;
      grant = newGrant;
      generation++;
      reported = false;
    }

    private String hash() {
      return "%064x".formatted(shape);
    }

    private PassthroughNodeSpec spec() {
      return new PassthroughNodeSpec(mode, HostSpec.asFound(), List.of(), List.of(), grant);
    }
  }
}
