package dev.passthrough.operator.announce;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A change of a condition that is worth an event. The aspects on the way to {@code Ready} have none
 * of their own: {@code Ready} names the first of them that is not as it should be.
 *
 * @param object the PassthroughNode's name, which is the node's
 * @param key the same for the same change, whoever says it and however often: changes back and
 *     forth within {@link #CALM} are one
 */
record News(String object, String uid, Condition condition, boolean well, String key) {

  /** How long nothing is said twice. */
  static final Duration CALM = Duration.ofMinutes(10);

  /** Not news: an admin asked for it. */
  private static final Set<String> ASKED_FOR =
      Set.of(Reason.Observing.name(), Reason.PlanOnly.name());

  /** Where no agent speaks for its node. */
  private static final Set<String> NO_AGENT =
      Set.of(Reason.NodeNotFound.name(), Reason.AgentNotReporting.name());

  private static final List<ConditionType> TOLD =
      List.of(ConditionType.Ready, ConditionType.PrivilegedWork, ConditionType.Permitted);

  /**
   * What is new since {@code before}.
   *
   * @param before the conditions as they were last seen; empty if the object was not seen yet: then
   *     what changed long ago is no news
   */
  static List<News> of(PassthroughNode object, Optional<List<Condition>> before, Instant now) {
    return TOLD.stream()
        .flatMap(type -> Conditions.find(Conditions.current(object), type).stream())
        .filter(
            it -> before.isPresent() ? isNew(it, before.orElseThrow()) : isFresh(since(it), now))
        .filter(it -> before.isPresent() || !well(it))
        .filter(it -> !ASKED_FOR.contains(it.reason()))
        .map(it -> news(object, it, now))
        .toList();
  }

  /** Whether the object's events lack it: what keeps an agent from {@code Ready} it says itself. */
  boolean onObject() {
    return well
        || !condition.type().equals(ConditionType.Ready.name())
        || NO_AGENT.contains(condition.reason());
  }

  /** Whether there is a Node to say it of. */
  boolean onNode() {
    return !condition.reason().equals(Reason.NodeNotFound.name());
  }

  private static News news(PassthroughNode object, Condition condition, Instant now) {
    var metadata = object.getMetadata();
    var key =
        List.of(
            metadata.getUid() == null ? "" : metadata.getUid(),
            condition.type(),
            condition.status(),
            condition.reason(),
            since(condition).orElse(now).toEpochMilli() / CALM.toMillis());
    return new News(
        metadata.getName(),
        metadata.getUid() == null ? "" : metadata.getUid(),
        condition,
        well(condition),
        Integer.toHexString(key.hashCode()));
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
    try {
      return Optional.of(Instant.parse(condition.lastTransitionTime()));
    } catch (DateTimeParseException notWrittenByUs) {
      return Optional.empty();
    }
  }
}
