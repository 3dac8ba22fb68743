package dev.passthrough.operator.rollout;

import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.MaintenanceStatus;
import dev.passthrough.api.Reason;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where the rollout of one policy is.
 *
 * @param atWork nodes in its hands, with how far they are
 * @param waiting nodes that wait for their turn
 * @param failed nodes that stop it, with why
 */
public record Progress(
    boolean paused,
    int most,
    int down,
    List<String> atWork,
    List<String> waiting,
    Map<String, String> failed) {

  private static final int NAMED = 5;

  static Progress of(Budget budget, Collection<NodeView> all) {
    var nodes = all.stream().filter(it -> budget.zones().containsKey(it.name())).toList();
    return new Progress(
        budget.rollout().paused(),
        budget.most(),
        (int) nodes.stream().filter(NodeView::isDown).count(),
        nodes.stream().filter(NodeView::isWorkedOn).map(Progress::named).sorted().toList(),
        nodes.stream().filter(Wave::waits).map(NodeView::name).sorted().toList(),
        nodes.stream()
            .filter(NodeView::hasFailed)
            .collect(
                Collectors.toMap(
                    NodeView::name,
                    it -> it.maintenance().map(MaintenanceStatus::message).orElse(""))));
  }

  private static String named(NodeView node) {
    return "%s (%s)"
        .formatted(
            node.name(),
            node.maintenance().map(it -> it.phase().name()).orElse("").toLowerCase(Locale.ROOT));
  }

  /** Says so in the policy's conditions. */
  public void say(Conditions conditions) {
    if (!failed.isEmpty()) {
      var first = failed.entrySet().stream().min(Map.Entry.comparingByKey()).orElseThrow();
      conditions.isFalse(
          ConditionType.RolledOut,
          Reason.WaveStopped,
          "%d nodes failed, first %s: %s %s"
              .formatted(
                  failed.size(), first.getKey(), first.getValue(), Reason.WaveStopped.advice()));
    } else if (atWork.isEmpty() && waiting.isEmpty()) {
      conditions.isTrue(
          ConditionType.RolledOut, Reason.AsDesired, "No node waits for the rollout.");
    } else {
      conditions.isFalse(
          ConditionType.RolledOut,
          paused ? Reason.Paused : Reason.RollingOut,
          "%sAt work: %s. Waiting: %s. Unavailable: %d, at most %d may be."
              .formatted(
                  paused ? Reason.Paused.meaning() + " " : "",
                  bounded(atWork),
                  bounded(waiting),
                  down,
                  most));
    }
  }

  private static String bounded(List<String> names) {
    return names.isEmpty()
        ? "none"
        : String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
            + (names.size() > NAMED ? " and %d more".formatted(names.size() - NAMED) : "");
  }
}
