package dev.passthrough.operator.privileged;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.PrivilegedStatus;
import dev.passthrough.api.Reason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that {@link NextStep} goes by.
 *
 * @param enabled whether privileged pods may be started at all
 * @param reported whether the agent has spoken of this very spec
 * @param need what the agent cannot do or see, in its words; empty where it needs nobody
 * @param known what was noted of earlier pods
 * @param freed whether the last look left something until no device is held, and no pod holds one
 * @param settling whether something was carried out a moment ago, and the agent's word is older
 * @param pods those on the node now
 */
record Situation(
    boolean enabled,
    boolean deleting,
    long generation,
    PassthroughNodeSpec spec,
    boolean reported,
    Optional<String> need,
    PrivilegedStatus known,
    boolean freed,
    boolean settling,
    List<SeenPod> pods,
    Instant now) {

  static Situation of(PassthroughNode object, boolean enabled, List<SeenPod> pods, Instant now) {
    return new Situation(
        enabled,
        object.isMarkedForDeletion(),
        object.getMetadata().getGeneration(),
        object.getSpec(),
        word(object).isPresent(),
        need(object),
        known(object),
        freed(object),
        settling(object, now),
        List.copyOf(pods),
        now);
  }

  /** Whether the node may yet change, or has changed and its agent has not said what it sees. */
  boolean isUnsettled() {
    return settling || pods.stream().anyMatch(it -> it.order().purpose().changesTheNode());
  }

  /** What {@code spec} asks for, whatever it grants. */
  static PassthroughNodeSpec asked(PassthroughNodeSpec spec) {
    return new PassthroughNodeSpec(spec.mode(), spec.host(), spec.resources(), spec.overrides());
  }

  /** Conditions have whole seconds. */
  private static boolean settling(PassthroughNode object, Instant now) {
    return Optional.ofNullable(known(object).done())
        .flatMap(it -> Optional.ofNullable(it.at()))
        .map(Instant::parse)
        .filter(it -> now.isBefore(it.plus(NextStep.SETTLE)))
        .map(it -> it.truncatedTo(ChronoUnit.SECONDS))
        .filter(done ->
            word(object)
                .filter(it -> !Instant.parse(it.lastTransitionTime()).isBefore(done))
                .isEmpty())
        .isPresent();
  }

  /** What was noted in the status of {@code object}. */
  static PrivilegedStatus known(PassthroughNode object) {
    @Nullable PassthroughNodeStatus status = object.getStatus();
    return status == null || status.privileged() == null
        ? PrivilegedStatus.nothing()
        : status.privileged();
  }

  /** As the agent last said; what it said of an earlier generation counts, too. */
  static boolean freed(PassthroughNode object) {
    @Nullable PassthroughNodeStatus status = object.getStatus();
    return status != null
        && Optional.ofNullable(known(object).seen())
            .filter(it -> Boolean.TRUE.equals(it.heldUp()))
            .isPresent()
        && status.resources().stream().allMatch(it -> it.inUse().isEmpty());
  }

  /**
   * A host is given back by its agent first: only what that leaves is for a privileged pod. What is
   * said of another generation does not count.
   */
  static Optional<String> need(PassthroughNode object) {
    return word(object)
        .filter(it -> it.status().equals("False"))
        .filter(it -> it.reason().equals(Reason.PrivilegeNeeded.name()))
        .map(Condition::message);
  }

  /** What the agent says of the present generation. */
  private static Optional<Condition> word(PassthroughNode object) {
    var type = object.isMarkedForDeletion() ? ConditionType.Restored : ConditionType.AgentSuffices;
    return Conditions.find(Conditions.current(object), type)
        .filter(
            it -> Objects.equals(it.observedGeneration(), object.getMetadata().getGeneration()));
  }
}
