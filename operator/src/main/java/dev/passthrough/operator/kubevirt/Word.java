package dev.passthrough.operator.kubevirt;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.Reason;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** What an object says of KubeVirt: the condition {@link ConditionType#Permitted}. */
final class Word {

  private Word() {}

  /**
   * The condition for an object.
   *
   * @param resources what it wants or offers; not empty
   * @param findings of these resources, the worst first
   */
  static Condition of(
      PassthroughNode object,
      SortedSet<String> resources,
      Collection<Finding> findings,
      Clock clock) {
    var conditions = Conditions.of(object, clock);
    findings.stream()
        .findFirst()
        .ifPresentOrElse(
            worst ->
                conditions.isFalse(
                    ConditionType.Permitted,
                    worst.reason(),
                    findings.stream()
                        .map(Finding::message)
                        .distinct()
                        .collect(Collectors.joining("\n"))),
            () ->
                conditions.isTrue(
                    ConditionType.Permitted,
                    Reason.Permitted,
                    "KubeVirt permits " + String.join(", ", resources) + "."));
    return conditions.build().getFirst();
  }

  /** What the object says now. */
  static Optional<Condition> now(PassthroughNode object) {
    return Conditions.find(Conditions.current(object), ConditionType.Permitted);
  }

  /** The object with nothing but that word, or without it, for server-side apply. */
  static PassthroughNode saying(PassthroughNode object, Optional<Condition> condition) {
    var word = new PassthroughNode();
    word.setMetadata(new ObjectMetaBuilder().withName(object.getMetadata().getName()).build());
    word.setStatus(
        new PassthroughNodeStatus(
            null, null, List.of(), condition.map(List::of).orElse(List.of())));
    return word;
  }
}
