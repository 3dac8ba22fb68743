package dev.passthrough.operator.rollout;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Decides on which nodes a rollout begins. With what begins, no policy has more of its nodes down
 * than it allows, whatever the others are down for; no two zones of a policy are worked on at once;
 * and nothing begins for a policy that is paused or of which a node has failed.
 */
final class Wave {

  private final Map<String, NodeView> nodes;
  private final Map<String, Budget> budgets;
  private final Map<String, Long> down = new HashMap<>();
  private final Map<String, String> zoneAtWork = new HashMap<>();

  private Wave(Collection<NodeView> nodes, Collection<Budget> budgets) {
    this.nodes =
        nodes.stream()
            .collect(
                Collectors.toMap(NodeView::name, Function.identity(), (a, _) -> a, TreeMap::new));
    this.budgets = budgets.stream().collect(Collectors.toMap(Budget::policy, Function.identity()));
    for (var budget : budgets) {
      down.put(budget.policy(), of(budget).stream().filter(NodeView::isDown).count());
      of(budget).stream()
          .filter(NodeView::isWorkedOn)
          .map(it -> budget.zone(it.name()))
          .findFirst()
          .ifPresent(it -> zoneAtWork.put(budget.policy(), it));
    }
  }

  /** Names of nodes, in the order in which work on them is to begin, and the policy it is for. */
  static Map<String, String> begins(Collection<NodeView> nodes, Collection<Budget> budgets) {
    return new Wave(nodes, budgets).begins();
  }

  private Map<String, String> begins() {
    Map<String, String> begun = new TreeMap<>();
    for (var node : candidates()) {
      if (node.policies().stream().allMatch(it -> allows(it, node))) {
        for (var policy : node.policies()) {
          if (!node.isDown()) {
            down.merge(policy, 1L, Long::sum);
          }
          zoneAtWork.put(policy, budget(policy).zone(node.name()));
        }
        begun.put(
            node.name(), node.policies().stream().min(Comparator.naturalOrder()).orElseThrow());
      }
    }
    return begun;
  }

  private List<NodeView> candidates() {
    var waiting = new ArrayList<>(nodes.values().stream().filter(Wave::waits).toList());
    waiting.sort(
        Comparator.<NodeView, String>comparing(it ->
                it.policies().stream()
                    .map(of -> budget(of).zone(it.name()))
                    .min(Comparator.naturalOrder())
                    .orElse(""))
            .thenComparing(NodeView::name));
    return waiting;
  }

  /** Whether a rollout could further the node, and has not begun. */
  static boolean waits(NodeView node) {
    return !node.policies().isEmpty()
        && node.maintenance().isEmpty()
        && node.ready()
        && (node.work() instanceof Work.Shown || node.work() instanceof Work.Held)
        // A hand that grants does so without a rollout.
        && (node.grant().isEmpty() || node.grantIsOurs());
  }

  private boolean allows(String policy, NodeView node) {
    var budget = budget(policy);
    var downWithIt = down.getOrDefault(policy, 0L) + (node.isDown() ? 0 : 1);
    return !budget.rollout().paused()
        && failed(budget).isEmpty()
        && downWithIt <= budget.most()
        && Optional.ofNullable(zoneAtWork.get(policy))
            .filter(it -> !it.equals(budget.zone(node.name())))
            .isEmpty();
  }

  /** A node of the policy that failed, and so stops what it would begin. */
  private Optional<NodeView> failed(Budget budget) {
    return of(budget).stream().filter(NodeView::hasFailed).findFirst();
  }

  private List<NodeView> of(Budget budget) {
    return budget.zones().keySet().stream()
        .flatMap(it -> Optional.ofNullable(nodes.get(it)).stream())
        .toList();
  }

  private Budget budget(String policy) {
    return Objects.requireNonNull(budgets.get(policy), policy);
  }
}
