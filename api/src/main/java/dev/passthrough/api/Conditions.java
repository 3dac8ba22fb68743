package dev.passthrough.api;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds an object's conditions, and reads them. The only place that sets a transition time.
 *
 * <p>A writer sets the aspects it owns and nothing else: a type that is not set is absent from
 * {@link #build}, so that with server-side apply each writer keeps its own. {@code
 * lastTransitionTime} moves only when the status changes, as the API conventions of Kubernetes ask
 * for; a new reason or message leaves it.
 */
public final class Conditions {

  /** What {@code metav1.Condition} allows for a message, in UTF-16 units here. */
  static final int MAX_MESSAGE = 32 * 1024;

  private static final String CUT = " … (cut)";

  private enum Status {
    True,
    False,
    Unknown
  }

  private final List<Condition> previous;
  private final @Nullable Long generation;
  private final Clock clock;
  private final Map<ConditionType, Condition> built = new EnumMap<>(ConditionType.class);

  private Conditions(List<Condition> previous, @Nullable Long generation, Clock clock) {
    this.previous = previous;
    this.generation = generation;
    this.clock = clock;
  }

  /**
   * Conditions that follow on those which the object has now and speak of its present generation.
   */
  public static Conditions of(PassthroughNode node, Clock clock) {
    return of(current(node), node.getMetadata().getGeneration(), clock);
  }

  /** Conditions that follow on those which the policy has now and speak of its generation. */
  public static Conditions of(PassthroughPolicy policy, Clock clock) {
    return of(current(policy), policy.getMetadata().getGeneration(), clock);
  }

  /** Conditions that follow on {@code previous} and speak of {@code generation}. */
  public static Conditions of(List<Condition> previous, @Nullable Long generation, Clock clock) {
    return new Conditions(List.copyOf(previous), generation, clock);
  }

  public Conditions isTrue(ConditionType type, Reason reason, String message) {
    return set(type, Status.True, reason, message);
  }

  public Conditions isFalse(ConditionType type, Reason reason, String message) {
    return set(type, Status.False, reason, message);
  }

  public Conditions isUnknown(ConditionType type, Reason reason, String message) {
    return set(type, Status.Unknown, reason, message);
  }

  /** What was set, in the order of {@link ConditionType}. */
  public List<Condition> build() {
    return List.copyOf(built.values());
  }

  /** The conditions that the object has now; empty while nobody has written its status. */
  public static List<Condition> current(PassthroughNode node) {
    @Nullable PassthroughNodeStatus status = node.getStatus();
    return status == null ? List.of() : status.conditions();
  }

  /** The conditions that the policy has now; empty while nobody has written its status. */
  public static List<Condition> current(PassthroughPolicy policy) {
    @Nullable PassthroughPolicyStatus status = policy.getStatus();
    return status == null ? List.of() : status.conditions();
  }

  public static Optional<Condition> find(List<Condition> conditions, ConditionType type) {
    return conditions.stream().filter(it -> it.type().equals(type.name())).findFirst();
  }

  /** Whether the aspect is {@code True} and says so of the object's present generation. */
  public static boolean holds(PassthroughNode node, ConditionType type) {
    return find(current(node), type)
        .filter(it -> it.status().equals(Status.True.name()))
        .filter(it -> node.getMetadata().getGeneration() != null)
        .filter(it -> node.getMetadata().getGeneration().equals(it.observedGeneration()))
        .isPresent();
  }

  private Conditions set(ConditionType type, Status status, Reason reason, String message) {
    var since =
        find(previous, type)
            .filter(it -> it.status().equals(status.name()))
            .map(Condition::lastTransitionTime)
            .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    built.put(
        type,
        new Condition(
            type.name(), status.name(), generation, since, reason.name(), bounded(message)));
    return this;
  }

  private static String bounded(String message) {
    if (message.length() <= MAX_MESSAGE) {
      return message;
    }
    var end = MAX_MESSAGE - CUT.length();
    if (Character.isHighSurrogate(message.charAt(end - 1))) {
      end--;
    }
    return message.substring(0, end) + CUT;
  }
}
