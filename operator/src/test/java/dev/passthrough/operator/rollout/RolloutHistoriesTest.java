package dev.passthrough.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.MaintenanceStatus;
import dev.passthrough.api.RolloutSpec;
import dev.passthrough.operator.rollout.StandInCluster.StandInNode;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName(
    "Rollouts of two policies over nodes that fail, are cordoned, and go away and come back")
class RolloutHistoriesTest {

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration TURN = Duration.ofSeconds(30);
  private static final int TURNS = 300;

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  @DisplayName("keep the budget, carry out only what was granted, and leave every cordon as it was")
  void histories(long seed) {
    new History(new Random(seed)).run();
  }

  private static final class History {

    private final Random random;
    private final Map<String, StandInNode> nodes = new HashMap<>();
    private final Map<String, Boolean> paused = new HashMap<>(Map.of("a", false, "b", false));
    private final Map<String, Integer> most = new HashMap<>();
    private final Set<String> granted = new HashSet<>();
    private final List<String> log = new ArrayList<>();
    private final boolean zones;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    History(Random random) {
      this.random = random;
      this.zones = random.nextBoolean();
      paused.keySet().forEach(it -> most.put(it, 1 + random.nextInt(3)));
      for (int i = 0; i < 8; i++) {
        var node = new StandInNode("node-" + i);
        node.policies.add(i < 5 ? "a" : "b");
        if (random.nextInt(3) == 0) {
          node.policies.addAll(Set.of("a", "b"));
        }
        plans(node);
        nodes.put(node.name, node);
      }
    }

    private void plans(StandInNode node) {
      IntStream.range(0, random.nextInt(3))
          .forEach(it ->
              node.plans.add(
                  new Work.Shown(
                      node.name + "-" + node.asks + "-" + it,
                      random.nextBoolean(),
                      random.nextBoolean())));
      IntStream.range(0, random.nextInt(3)).forEach(it -> node.pods.add("ns/pod-" + it));
    }

    void run() {
      for (int i = 0; i < TURNS; i++) {
        if (i < TURNS / 2) {
          trouble();
        } else {
          peace();
        }
        turn();
        nodes.values().forEach(this::world);
        now = now.plus(TURN);
      }
      nodes.values().forEach(this::atTheEnd);
    }

    private StandInNode node(String name) {
      return Objects.requireNonNull(nodes.get(name), name);
    }

    /** What happens in a cluster, from outside. */
    private void trouble() {
      var node = node("node-" + random.nextInt(nodes.size()));
      switch (random.nextInt(12)) {
        case 0 -> node.ready = false;
        case 1 -> node.ready = true;
        case 2 -> {
          if (!node.cordoned) {
            node.adminCordon = true;
            node.cordoned = true;
          }
        }
        case 3 -> {
          if (node.adminCordon) {
            node.adminCordon = false;
            node.cordoned = false;
          }
        }
        case 4 -> paused.replaceAll((_, _) -> random.nextBoolean());
        case 5 -> node.fails = random.nextBoolean();
        case 6 -> {
          if (node.plans.isEmpty()) {
            node.asks++;
            node.failed = false;
            plans(node);
          }
        }
        case 7 -> {
          // As kubectl uncordon: what a rollout has written beside its cordon stays.
          if (!node.adminCordon) {
            log.add("somebody uncordons " + node.name);
            node.cordoned = false;
          }
        }
        default -> {}
      }
    }

    private void peace() {
      paused.replaceAll((_, _) -> false);
      for (var node : nodes.values()) {
        node.ready = true;
        node.fails = false;
        if (node.adminCordon) {
          node.adminCordon = false;
          node.cordoned = false;
        }
        if (node.failed || node.view().hasFailed()) {
          node.failed = false;
          node.asks++;
        }
      }
    }

    /** A node that reboots comes back; pods that were asked go; plans that are granted are run. */
    private void world(StandInNode node) {
      if (!node.ready && random.nextInt(4) == 0) {
        node.ready = true;
      }
      int before = node.carriedOut.size();
      node.privilegedPod(random);
      if (node.carriedOut.size() > before) {
        var hash = node.carriedOut.getLast();
        assertThat(granted).as("%s carried out: %s", hash, log).contains(hash);
      }
    }

    private void turn() {
      nodes.values().stream().filter(it -> !it.cordoned).forEach(it -> it.marked = false);
      var views = nodes.values().stream().map(StandInNode::view).toList();
      for (var view : views) {
        if (view.maintenance().isPresent() || view.cordonIsOurs()) {
          carryOut(view, Course.next(view, new Course.Pace(LIMIT, Instant.EPOCH, now)));
          // The operator is ended here, now and then, and starts anew with what is in the cluster.
          if (random.nextInt(20) == 0) {
            return;
          }
        }
      }
      var budgets = budgets();
      var downBefore = down(views);
      var begun = Wave.begins(views, budgets);
      begun.forEach((name, policy) -> {
        log.add("begin " + name);
        var node = node(name);
        assertThat(node.policies).as(policy).contains(policy);
        assertThat(node.policies.stream().filter(it -> Boolean.TRUE.equals(paused.get(it))))
            .as("paused: %s", log)
            .isEmpty();
        node.maintenance = Optional.of(MaintenanceStatus.begun(policy, now.toString(), 0));
      });
      budgetKept(downBefore, begun.keySet());
    }

    private List<Budget> budgets() {
      return most.keySet().stream()
          .map(policy -> {
            Map<String, String> members = new HashMap<>();
            nodes.values().stream()
                .filter(it -> it.policies.contains(policy))
                .forEach(it -> members.put(it.name, zones ? "zone-" + it.name.hashCode() % 2 : ""));
            return new Budget(
                policy,
                new RolloutSpec(
                    new IntOrString(most.get(policy)),
                    Boolean.TRUE.equals(paused.get(policy)),
                    null,
                    RolloutSpec.Drain.usual()),
                members);
          })
          .toList();
    }

    private static Map<String, Boolean> down(List<NodeView> views) {
      Map<String, Boolean> down = new HashMap<>();
      views.forEach(it -> down.put(it.name(), it.isDown()));
      return down;
    }

    /** Others may have more nodes down than is allowed; a rollout never adds to that. */
    private void budgetKept(Map<String, Boolean> downBefore, Set<String> begun) {
      for (var budget : budgets()) {
        var members = budget.zones().keySet();
        var added =
            begun.stream()
                .filter(members::contains)
                .filter(it -> Boolean.FALSE.equals(downBefore.get(it)))
                .toList();
        var after =
            nodes.values().stream()
                .filter(it -> members.contains(it.name) && it.view().isDown())
                .count();
        if (!added.isEmpty()) {
          assertThat(after).as("%s down: %s", budget, log).isLessThanOrEqualTo(budget.most());
        }
        var zonesAtWork =
            nodes.values().stream()
                .filter(it -> members.contains(it.name) && it.view().isWorkedOn())
                .map(it -> budget.zone(it.name))
                .distinct()
                .count();
        assertThat(zonesAtWork).as("zones of %s: %s", budget, log).isLessThanOrEqualTo(1);
      }
    }

    private void carryOut(NodeView view, Action action) {
      var node = node(view.name());
      if (!(action instanceof Action.Wait)) {
        log.add(view.name() + ": " + action);
      }
      switch (action) {
        case Action.Wait _ -> {}
        case Action.Cordon _ -> {
          assertThat(node.cordoned).as("cordoned twice: %s", log).isFalse();
          node.cordoned = true;
          node.marked = true;
        }
        case Action.Uncordon _ -> {
          assertThat(node.marked).as("another's cordon: %s", log).isTrue();
          assertThat(node.adminCordon).as("an admin's cordon: %s", log).isFalse();
          node.cordoned = false;
          node.marked = false;
        }
        case Action.Evict it -> {
          assertThat(node.cordoned).as("evicted, and may come back: %s", log).isTrue();
          it.pods().stream().filter(_ -> random.nextBoolean()).forEach(node.pods::remove);
        }
        case Action.Note it -> node.maintenance = Optional.of(it.status());
        case Action.Grant it -> {
          assertThat(node.view().isWorkedOn()).isTrue();
          assertThat(node.plans.getFirst().hash()).isEqualTo(it.hash());
          if (node.plans.getFirst().reboots()) {
            assertThat(node.cordoned).as("granted while pods may come: %s", log).isTrue();
            assertThat(node.pods).as("rebooted with pods: %s", log).isEmpty();
          }
          granted.add(it.hash());
          node.grant = Optional.of(it.hash());
          node.grantIsOurs = true;
        }
        case Action.Withdraw _ -> {
          node.grant = Optional.empty();
          node.grantIsOurs = false;
        }
        case Action.Fail it ->
            node.maintenance =
                Optional.of(
                    view.maintenance()
                        .orElseThrow()
                        .failed(view.asks(), it.reason(), it.message(), now.toString()));
        case Action.Finish _ -> node.maintenance = Optional.empty();
      }
    }

    private void atTheEnd(StandInNode node) {
      assertThat(node.plans).as("%s is not done: %s", node.name, log).isEmpty();
      assertThat(node.cordoned).as("%s stays cordoned: %s", node.name, log).isFalse();
      assertThat(node.grant).as("%s keeps a grant: %s", node.name, log).isEmpty();
      assertThat(node.maintenance).as("%s: %s", node.name, log).isEmpty();
    }
  }
}
