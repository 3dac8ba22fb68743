package dev.passthrough.operator.announce;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change of a condition that is worth an event. The aspects on the way to {@code Ready} have none
 * of their own: {@code Ready} names the first of them that is not as it should be.
 *
 * @param subject what it is about
 * @param key the same for the same change, whoever says it and however often: changes back and
 *     forth within {@link #CALM} are one
 */
record News(Subject subject, Condition condition, boolean well, String key) {

  /**
   * An object and its kind.
   *
   * @param name of a PassthroughNode also its Node's
   */
  record Subject(Kind kind, String name, String uid) {

    static Subject of(Kind kind, HasMetadata object) {
      var metadata = object.getMetadata();
      return new Subject(
          kind, metadata.getName(), metadata.getUid() == null ? "" : metadata.getUid());
    }
  }

  /** What there is news of. */
  enum Kind {
    PassthroughNode,
    PassthroughPolicy;

    /** The conditions that are told. */
    List<ConditionType> told() {
      return switch (this) {
        case PassthroughNode ->
            List.of(ConditionType.Ready, ConditionType.PrivilegedWork, ConditionType.Permitted);
        case PassthroughPolicy ->
            List.of(ConditionType.Ready, ConditionType.Rendered, ConditionType.RolledOut);
      };
    }
  }

  /** How long nothing is said twice. */
  static final Duration CALM = Duration.ofMinutes(10);

  /** Not news: an admin asked for it, or it is on its way. */
  private static final Set<String> ASKED_FOR =
      Set.of(
          Reason.Observing.name(),
          Reason.PlanOnly.name(),
          Reason.NodesWaiting.name(),
          Reason.HandedOver.name(),
          Reason.Overtaken.name());

  /** Where no agent speaks for its node. */
  private static final Set<String> NO_AGENT =
      Set.of(Reason.NodeNotFound.name(), Reason.AgentNotReporting.name());

  /**
   * What is new of a node's object since {@code before}.
   *
   * @param before the conditions as they were last seen; empty if the object was not seen yet: then
   *     what changed long ago is no news, nor that all is well but with an object that was just
   *     made
   */
  static List<News> of(PassthroughNode object, Optional<List<Condition>> before, Instant now) {
    return of(Kind.PassthroughNode, object, Conditions.current(object), before, now);
  }

  /** What is new of a policy, in the same way. */
  static List<News> of(PassthroughPolicy policy, Optional<List<Condition>> before, Instant now) {
    return of(Kind.PassthroughPolicy, policy, Conditions.current(policy), before, now);
  }

  private static List<News> of(
      Kind kind,
      HasMetadata object,
      List<Condition> current,
      Optional<List<Condition>> before,
      Instant now) {
    var subject = Subject.of(kind, object);
    boolean young = isFresh(time(object.getMetadata().getCreationTimestamp()), now);
    return kind.told().stream()
        .flatMap(type -> Conditions.find(current, type).stream())
        .filter(
            it -> before.isPresent() ? isNew(it, before.orElseThrow()) : isFresh(since(it), now))
        .filter(it -> before.isPresent() || young || !well(it))
        .filter(it -> !ASKED_FOR.contains(it.reason()))
        .map(it -> news(subject, it, now))
        .toList();
  }

  /** Whether the object's events lack it: what keeps an agent from {@code Ready} it says itself. */
  boolean onObject() {
    return subject.kind() == Kind.PassthroughPolicy
        || well
        || !condition.type().equals(ConditionType.Ready.name())
        || NO_AGENT.contains(condition.reason());
  }

  /** Whether there is a Node to say it of. */
  boolean onNode() {
    return subject.kind() == Kind.PassthroughNode
        && !condition.reason().equals(Reason.NodeNotFound.name());
  }

  private static News news(Subject subject, Condition condition, Instant now) {
    var key =
        List.of(
            subject.uid(),
            condition.type(),
            condition.status(),
            condition.reason(),
            since(condition).orElse(now).toEpochMilli() / CALM.toMillis());
    return new News(subject, condition, well(condition), Integer.toHexString(key.hashCode()));
  }

  private static boolean isNew(Condition condition, List<Condition> before) {
    return before.stream()
        .noneMatch(it ->
            it.type().equals(condition.type())
                && it.status().equals(condition.status())
                && it.reason().equals(condition.reason()));
  }

  private static boolean isFresh(Optional<Instant> since, Instant now) {
    return since.filter(it -> it.isAfter(now.minus(CALM))).isPresent();
  }

  /** Whether there is nothing to do about it. */
  private static boolean well(Condition condition) {
    return condition.status().equals("True")
        || Arrays.stream(Reason.values())
            .filter(it -> it.name().equals(condition.reason()))
            .anyMatch(it -> it.advice().isEmpty());
  }

  private static Optional<Instant> since(Condition condition) {
    return time(condition.lastTransitionTime());
  }

  private static Optional<Instant> time(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException notWrittenByUs) {
      return Optional.empty();
    }
  }
}
