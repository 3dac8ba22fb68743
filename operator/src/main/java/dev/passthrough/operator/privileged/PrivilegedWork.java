package dev.passthrough.operator.privileged;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.PrivilegedResult;
import dev.passthrough.api.PrivilegedResult.Outcome;
import dev.passthrough.api.PrivilegedStatus;
import dev.passthrough.api.Reason;
import dev.passthrough.operator.status.StatusWords;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has done on a node what is beyond its agent, and says in the object's status how that stands. The
 * object is read anew each time: what was noted a moment ago must count.
 */
public final class PrivilegedWork {

  /** Owner of the status fields under server-side apply: other than the operator's own word. */
  static final String FIELD_MANAGER = "passthrough-operator-privileged";

  /** How long the longest of its pods may run. */
  public static final Duration LONGEST = Purpose.APPLY.longest();

  /** Pods that have ended are noted in the same go, one after the other. */
  private static final int MOST_STEPS = 4;

  /** A pod that was just started tells soon how it goes. */
  private static final Duration SOON = Duration.ofSeconds(5);

  /** Where only somebody else can further it, and nothing tells that he has. */
  private static final Duration HELD = Duration.ofMinutes(1);

  private final KubernetesClient client;
  private final StatusWords words;
  private final Optional<PrivilegedPods> pods;
  private final Clock clock;

  /**
   * @param pods empty where none may be started
   */
  public PrivilegedWork(KubernetesClient client, Optional<PrivilegedPods> pods, Clock clock) {
    this.client = client;
    this.words = new StatusWords(client, FIELD_MANAGER);
    this.pods = pods;
    this.clock = clock;
  }

  /** Where the pods are; empty where none may be started. */
  public Optional<PrivilegedPods> pods() {
    return pods;
  }

  /** Whether a look left something until no device is held, and no pod holds one any more. */
  public static boolean isFreed(PassthroughNode object) {
    return Situation.freed(object);
  }

  /**
   * Takes the next steps for the object {@code name}.
   *
   * @return when to look again; empty if only a change of the object is worth it
   */
  public Optional<Duration> bring(String name) {
    for (int i = 0; i < MOST_STEPS; i++) {
      @Nullable PassthroughNode object =
          client.resources(PassthroughNode.class).withName(name).get();
      if (object == null) {
        return Optional.empty();
      }
      var seen = pods.map(it -> it.on(name)).orElse(List.of());
      var step = NextStep.of(Situation.of(object, pods.isPresent(), seen, clock.instant()));
      switch (step) {
        case Next.Rest _ -> {
          rest(object);
          return Optional.empty();
        }
        case Next.Hold _ -> {
          // The agent's word alone is no event: what was said of the last spec must not stay.
          return condition(object).map(_ -> HELD);
        }
        case Next.Say it -> {
          say(object, Situation.known(object), it.reason(), it.message());
          return Optional.of(it.again());
        }
        case Next.Start it -> {
          if (isAnnounced(object, it.order())) {
            return Optional.of(start(object, it.order()));
          }
        }
        case Next.Note it -> {
          note(object, it.pod());
          pods.orElseThrow().remove(it.pod());
        }
        case Next.Discard it -> pods.orElseThrow().discard(it.pod());
      }
    }
    return Optional.of(SOON);
  }

  /**
   * Whether a pod that changes the node of {@code name} is on it, or was a moment ago and the agent
   * has not spoken since.
   */
  public boolean isUnsettled(String name) {
    @Nullable PassthroughNode object = client.resources(PassthroughNode.class).withName(name).get();
    if (object == null) {
      return false;
    }
    var seen = pods.map(it -> it.on(name)).orElse(List.of());
    return Situation.of(object, pods.isPresent(), seen, clock.instant()).isUnsettled();
  }

  /**
   * Says that a pod will change the node, before there is one, and of the very version of the
   * object that asks for it: whoever takes the grant back sees in the same moment whether it was in
   * time.
   *
   * @return false if the object was changed since
   */
  private boolean isAnnounced(PassthroughNode object, Order order) {
    if (!order.purpose().changesTheNode()) {
      return true;
    }
    var word =
        word(
            object,
            Situation.known(object),
            Conditions.of(object, clock)
                .isFalse(
                    ConditionType.PrivilegedWork,
                    order.purpose().runs(),
                    "A pod is started that %s.".formatted(order.words()))
                .build());
    word.getMetadata().setResourceVersion(object.getMetadata().getResourceVersion());
    return words.sayOfVersion(word);
  }

  /** When to look again at what becomes of it. */
  private Duration start(PassthroughNode object, Order order) {
    var refused = pods.orElseThrow().start(object, order, Situation.need(object).orElse(""));
    if (refused.isEmpty()) {
      return SOON;
    }
    var said =
        Conditions.of(object, clock)
            .isFalse(
                ConditionType.PrivilegedWork,
                Reason.PrivilegedPodRefused,
                "%s %s".formatted(Reason.PrivilegedPodRefused.meaning(), refused.orElseThrow()))
            .build();
    if (order.purpose().changesTheNode() || !condition(object).equals(said.stream().findFirst())) {
      words.say(word(object, Situation.known(object), said));
    }
    return HELD;
  }

  private void note(PassthroughNode object, SeenPod pod) {
    var known = Situation.known(object);
    var result =
        pod.end()
            .orElseThrow()
            .noted(
                pod.generation(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS).toString(),
                pod.need());
    var next =
        switch (pod.order().purpose()) {
          case LOOK -> new PrivilegedStatus(result, known.done());
          case APPLY, RESTORE -> new PrivilegedStatus(known.seen(), result);
        };
    say(object, next, pod.order().purpose().runs(), "Pod %s has ended.".formatted(pod.name()));
  }

  /** What was done stays to be read; a look that nobody needs goes. */
  private void rest(PassthroughNode object) {
    var done =
        Optional.ofNullable(Situation.known(object).done())
            .filter(it -> it.outcome() == Outcome.Done || it.outcome() == Outcome.Rebooting);
    if (done.isPresent()) {
      write(
          object,
          new PrivilegedStatus(null, done.orElseThrow()),
          Conditions.of(object, clock)
              .isTrue(ConditionType.PrivilegedWork, Reason.AsDesired, sentence(done.orElseThrow()))
              .build());
    } else if (!Situation.known(object).equals(PrivilegedStatus.nothing())
        || condition(object).isPresent()) {
      write(object, PrivilegedStatus.nothing(), List.of());
    }
  }

  private static String sentence(PrivilegedResult done) {
    return done.hash().isEmpty()
        ? "Nothing is left to do as root on the node."
        : "Plan %s was carried out on the node.".formatted(done.hash());
  }

  private void say(
      PassthroughNode object, PrivilegedStatus privileged, Reason reason, String message) {
    write(
        object,
        privileged,
        Conditions.of(object, clock)
            .isFalse(ConditionType.PrivilegedWork, reason, message)
            .build());
  }

  private void write(
      PassthroughNode object, PrivilegedStatus privileged, List<Condition> conditions) {
    if (!Situation.known(object).equals(privileged)
        || !condition(object).equals(conditions.stream().findFirst())) {
      words.say(word(object, privileged, conditions));
    }
  }

  private static PassthroughNode word(
      PassthroughNode object, PrivilegedStatus privileged, List<Condition> conditions) {
    var word = new PassthroughNode();
    word.setMetadata(new ObjectMetaBuilder().withName(object.getMetadata().getName()).build());
    word.setStatus(
        new PassthroughNodeStatus(
            null,
            null,
            List.of(),
            conditions,
            privileged.equals(PrivilegedStatus.nothing()) ? null : privileged));
    return word;
  }

  private static Optional<Condition> condition(PassthroughNode object) {
    return Conditions.find(Conditions.current(object), ConditionType.PrivilegedWork);
  }
}
