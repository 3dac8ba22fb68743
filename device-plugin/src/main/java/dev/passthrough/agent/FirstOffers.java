package dev.passthrough.agent;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.Reason;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Keeps back what this node never offered before until KubeVirt has been told of it, where there is
 * a KubeVirt: it refuses virtual machines that ask for what it does not permit. Not for several
 * threads.
 */
final class FirstOffers {

  /** So that neither a KubeVirt in trouble nor an absent operator keeps devices from all pods. */
  static final Duration LONGEST = Duration.ofSeconds(30);

  /** While the operator is still at it. */
  private static final Set<String> ON_THE_WAY =
      Set.of(Reason.KindUnknown.name(), Reason.NotPermitted.name());

  private final LongSupplier nanoTime;
  private final Map<String, Long> since = new HashMap<>();

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  FirstOffers(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * The names of {@code ready} that are to wait.
   *
   * @param offered what kubelet has been told by this process; what an earlier one told it is in
   *     the object's status
   * @param kubevirt whether there is a KubeVirt; asked only where something would have to wait
   */
  Set<String> held(
      PassthroughNode node,
      Collection<String> ready,
      Collection<String> offered,
      BooleanSupplier kubevirt) {
    var held = new TreeSet<>(ready);
    held.removeAll(offered);
    held.removeAll(new Told(node).offered());
    since.keySet().retainAll(held);
    if (held.isEmpty() || isSettled(node) || !kubevirt.getAsBoolean()) {
      return Set.of();
    }
    long now = nanoTime.getAsLong();
    held.removeIf(it -> now - since.computeIfAbsent(it, _ -> now) >= LONGEST.toNanos());
    return held;
  }

  /** Whether KubeVirt's word on the present spec is there, good or bad. */
  private static boolean isSettled(PassthroughNode node) {
    return permitted(node)
        .filter(it -> node.getMetadata().getGeneration().equals(it.observedGeneration()))
        .filter(it -> !ON_THE_WAY.contains(it.reason()))
        .isPresent();
  }

  /** What the object says of KubeVirt, of whatever generation. */
  static Optional<Condition> permitted(PassthroughNode node) {
    return Conditions.find(Conditions.current(node), ConditionType.Permitted);
  }
}
