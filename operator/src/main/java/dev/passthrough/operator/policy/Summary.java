package dev.passthrough.operator.policy;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.PassthroughPolicyStatus;
import dev.passthrough.api.PassthroughPolicyStatus.NodeNote;
import dev.passthrough.api.Reason;
import dev.passthrough.operator.rollout.Progress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says in a policy's status how its nodes stand, in a bounded number of words.
 *
 * @param standings of all nodes that the policy chooses, by name
 * @param outranked what the policy wanted and another has: on how many nodes, by field and policy
 * @param rollouts where its rollout is
 */
record Summary(
    SortedMap<String, Standing> standings,
    SortedMap<String, Integer> outranked,
    Rollouts rollouts) {

  /** What is to be said of the policy's rollout. */
  sealed interface Rollouts {
    /** It has none. */
    record NotAsked() implements Rollouts {}

    /** This operator does none. */
    record Off() implements Rollouts {}

    record On(Progress progress) implements Rollouts {}
  }

  /** Nodes that are named, of those that wait and of those that failed. */
  static final int NAMED = 10;

  private static final int NAMED_IN_MESSAGE = 3;
  private static final int LONGEST_MESSAGE = 512;

  /** Counts of {@link Rendering#outranked} over all nodes. */
  static SortedMap<String, Integer> counted(Stream<Map<Field, String>> outranked) {
    SortedMap<String, Integer> counts = new TreeMap<>();
    outranked.forEach(it ->
        it.forEach((field, other) ->
            counts.merge("policy %s has %s".formatted(other, field), 1, Integer::sum)));
    return counts;
  }

  PassthroughPolicyStatus status(PassthroughPolicy policy, Clock clock) {
    var waiting = new ArrayList<NodeNote>();
    var failed = new ArrayList<NodeNote>();
    standings.forEach((node, standing) -> {
      switch (standing) {
        case Standing.Ready _ -> {}
        case Standing.Waiting it -> waiting.add(note(node, it.reason(), it.message()));
        case Standing.Failed it -> failed.add(note(node, it.reason(), it.message()));
      }
    });
    int matched = standings.size();
    return new PassthroughPolicyStatus(
        policy.getMetadata().getGeneration(),
        matched,
        matched - waiting.size() - failed.size(),
        waiting.size(),
        failed.size(),
        first(waiting, NAMED),
        first(failed, NAMED),
        conditions(policy, waiting, failed, clock));
  }

  private List<Condition> conditions(
      PassthroughPolicy policy, List<NodeNote> waiting, List<NodeNote> failed, Clock clock) {
    var conditions = Conditions.of(policy, clock);
    ready(conditions, waiting, failed);
    rendered(conditions, waiting, failed);
    switch (rollouts) {
      case Rollouts.NotAsked _ -> {}
      case Rollouts.Off _ ->
          conditions.isFalse(
              ConditionType.RolledOut,
              Reason.RolloutsOff,
              Reason.RolloutsOff.meaning() + " " + Reason.RolloutsOff.advice());
      case Rollouts.On it -> it.progress().say(conditions);
    }
    return conditions.build();
  }

  private void ready(Conditions conditions, List<NodeNote> waiting, List<NodeNote> failed) {
    if (standings.isEmpty()) {
      var none = Reason.NoNodeMatches;
      conditions.isFalse(ConditionType.Ready, none, none.meaning() + " " + none.advice());
    } else if (!failed.isEmpty()) {
      conditions.isFalse(
          ConditionType.Ready,
          Reason.NodesFailed,
          count(failed, "failed") + (waiting.isEmpty() ? "" : "; " + count(waiting, "wait")));
    } else if (!waiting.isEmpty()) {
      conditions.isFalse(ConditionType.Ready, Reason.NodesWaiting, count(waiting, "wait"));
    } else {
      conditions.isTrue(
          ConditionType.Ready, Reason.AsDesired, "Nodes ready: %d.".formatted(standings.size()));
    }
  }

  private void rendered(Conditions conditions, List<NodeNote> waiting, List<NodeNote> failed) {
    for (var reason :
        List.of(Reason.RenderConflict, Reason.RenderRefused, Reason.HandedOver, Reason.Overtaken)) {
      var such =
          Stream.concat(failed.stream(), waiting.stream())
              .filter(it -> it.reason().equals(reason.name()))
              .toList();
      if (!such.isEmpty()) {
        conditions.isFalse(
            ConditionType.Rendered,
            reason,
            "%s On %d nodes, first %s: %s"
                .formatted(
                    reason.meaning(),
                    such.size(),
                    such.getFirst().name(),
                    such.getFirst().message()));
        return;
      }
    }
    if (outranked.isEmpty()) {
      conditions.isTrue(
          ConditionType.Rendered,
          Reason.AsDesired,
          "In the objects of nodes: %d.".formatted(standings.size()));
    } else {
      conditions.isTrue(ConditionType.Rendered, Reason.Outranked, whatOthersHave());
    }
  }

  private String whatOthersHave() {
    return Reason.Outranked.meaning()
        + " "
        + outranked.entrySet().stream()
            .limit(NAMED)
            .map(it -> "%s (%d nodes)".formatted(it.getKey(), it.getValue()))
            .collect(Collectors.joining("; "));
  }

  private String count(List<NodeNote> notes, String verb) {
    var named =
        notes.stream()
            .limit(NAMED_IN_MESSAGE)
            .map(it -> "%s (%s)".formatted(it.name(), it.reason()))
            .collect(Collectors.joining(", "));
    return "%d of %d nodes %s: %s%s"
        .formatted(
            notes.size(),
            standings.size(),
            verb,
            named,
            notes.size() > NAMED_IN_MESSAGE ? ", …" : "");
  }

  private static NodeNote note(String node, String reason, String message) {
    return new NodeNote(
        node,
        reason,
        message.length() <= LONGEST_MESSAGE
            ? message
            : message.substring(0, LONGEST_MESSAGE - 1) + "…");
  }

  private static <T> List<T> first(List<T> all, int count) {
    return all.subList(0, Math.min(count, all.size()));
  }
}
