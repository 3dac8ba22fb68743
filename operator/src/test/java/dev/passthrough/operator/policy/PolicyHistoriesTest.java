package dev.passthrough.operator.policy;

import static dev.passthrough.operator.policy.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.PassthroughPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Policies that come, change and go, on a node that is relabelled, beside a hand")
class PolicyHistoriesTest {

  private static final String HAND = "hand";
  private static final int STEPS = 40;
  private static final int TURNS_AT_MOST = 60;

  static LongStream seeds() {
    return LongStream.range(0, 150);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  @DisplayName("end each time in what the rules say, and never with a gap on the way there")
  void histories(long seed) {
    new History(new Random(seed)).run();
  }

  private static final class History {

    private final Random random;
    private final StandInServer server = new StandInServer();
    private final Map<String, PassthroughPolicy> policies = new TreeMap<>();
    private final Set<String> deleted = new HashSet<>();
    private final Map<String, Part> conflicted = new HashMap<>();
    private final List<String> log = new ArrayList<>();
    private Optional<Map<String, String>> labels = Optional.of(Map.of());
    private Part hand = Part.none();
    private boolean madeByHand;

    /** After the last policy is gone, nobody looks whether a hand leaves an object, too. */
    private boolean touchedByHand;

    History(Random random) {
      this.random = random;
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        change();
        settle();
        asTheRulesSay();
      }
    }

    private void change() {
      conflicted.clear();
      var name = "policy-" + random.nextInt(4);
      switch (random.nextInt(7)) {
        case 0, 1, 2 -> {
          if (!deleted.contains(name)) {
            policies.put(name, RandomPolicies.one(random, name));
            log.add("set " + name + " " + policies.get(name).getSpec());
          }
        }
        case 3 -> {
          if (policies.containsKey(name)) {
            deleted.add(name);
            log.add("delete " + name);
          }
        }
        case 4 -> {
          labels =
              random.nextInt(5) == 0
                  ? Optional.empty()
                  : Optional.of(random.nextBoolean() ? Map.of("gpu", "yes") : Map.of("zone", "a"));
          log.add("labels " + labels);
        }
        case 5 -> applyByHand(Part.of(List.of(new Claim.OfResource(entry("entry-1", 9)))));
        case 6 -> applyByHand(Part.none());
      }
    }

    private void applyByHand(Part part) {
      if (part.isEmpty() && !server.exists()) {
        return;
      }
      madeByHand |= !server.exists();
      touchedByHand = true;
      if (server.apply(HAND, part).isEmpty()) {
        hand = part;
        log.add("hand " + part.fields());
      }
    }

    /** Policies take turns in any order, each with what it saw last, until none has work. */
    private void settle() {
      for (int turn = 0; turn < TURNS_AT_MOST; turn++) {
        boolean worked = false;
        var names = new ArrayList<>(policies.keySet());
        Collections.shuffle(names, random);
        for (var name : names) {
          worked |= turn(name);
        }
        if (!worked) {
          return;
        }
      }
      throw new AssertionError("never comes to rest: " + log);
    }

    private Rendering rendering() {
      var live = policies.entrySet().stream().filter(it -> !deleted.contains(it.getKey()));
      return labels
          .map(it -> Samples.rendering(live.map(Map.Entry::getValue).toList(), it))
          .orElseGet(Rendering::ofNothing);
    }

    private boolean turn(String name) {
      var before = new TreeMap<>(server.said());
      var rendering = rendering();
      boolean worked = carryOut(name, rendering);
      noGap(before, rendering, name);
      assertThat(server.said().entrySet())
          .as("what the hand said stays: %s", log)
          .containsAll(hand.claims().entrySet());
      if (deleted.contains(name) && !server.owners().containsKey(FieldManagers.of(name))) {
        policies.remove(name);
        deleted.remove(name);
      }
      return worked;
    }

    private boolean carryOut(String name, Rendering rendering) {
      var write = NextWrite.of(name, rendering, server.object(), policies.keySet());
      log.add(name + ": " + write);
      return switch (write) {
        case Write.Nothing _, Write.Await _ -> false;
        case Write.Make it -> {
          server.mark();
          yield server.apply(FieldManagers.of(name), it.part()).isEmpty();
        }
        case Write.Delete _ -> {
          assertThat(madeByHand).as("made by hand, deleted by a policy: %s", log).isFalse();
          server.delete();
          touchedByHand = false;
          yield true;
        }
        case Write.Apply it -> {
          assertThat(rendering.parts().isEmpty() && server.isMarked() && hand.isEmpty())
              .as("an object that is for nobody goes as a whole: %s", log)
              .isFalse();
          if (it.part().equals(conflicted.get(name))) {
            yield false;
          }
          var conflicts = server.apply(FieldManagers.of(name), it.part());
          if (!conflicts.isEmpty()) {
            conflicted.put(name, it.part());
            server.apply(FieldManagers.of(name), it.part().without(conflicts));
          }
          yield true;
        }
      };
    }

    /** A field that somebody has the say over now was not taken away by a policy's turn. */
    private void noGap(Map<Field, Claim> before, Rendering rendering, String name) {
      before.forEach((field, _) -> {
        if (rendering.winner(field).isPresent()) {
          assertThat(server.said())
              .as("%s is wanted, and %s took it away: %s", field, name, log)
              .containsKey(field);
        }
      });
    }

    private void asTheRulesSay() {
      var rendering = rendering();
      assertThat(server.owners().keySet())
          .as("owners: %s", log)
          .allMatch(it ->
              it.equals(HAND) || FieldManagers.policy(it).filter(rendering::chosenBy).isPresent());
      rendering
          .winners()
          .forEach((field, winner) -> {
            var wanted =
                rendering.parts().values().stream()
                    .flatMap(it -> Optional.ofNullable(it.claims().get(field)).stream())
                    .toList();
            assertThat(server.said().get(field))
                .as("%s, of which %s has the say: %s", field, winner.policy(), log)
                .isIn(hand.fields().contains(field) ? hand.claims().values() : wanted);
          });
      assertThat(server.said().keySet())
          .as("nobody wants these: %s", log)
          .allMatch(it -> rendering.winner(it).isPresent() || hand.fields().contains(it));
      if (!rendering.parts().isEmpty()) {
        assertThat(server.exists()).isTrue();
      }
      if (rendering.parts().isEmpty() && policies.isEmpty() && !touchedByHand) {
        assertThat(server.exists()).as("left over: %s", log).isFalse();
      }
    }
  }
}
