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
          return Optional.empty();
        }
        case Next.Say it -> {
          say(object, Situation.known(object), it.reason(), it.message());
          return Optional.of(it.again());
        }
        case Next.Start it -> {
          pods.orElseThrow().start(object, it.order(), Situation.need(object).orElse(""));
          return Optional.of(SOON);
        }
        case Next.Note it -> {
          note(object, it.pod());
          pods.orElseThrow().remove(it.pod());
        }
        case Next.Discard it -> pods.orElseThrow().remove(it.pod());
      }
    }
    return Optional.of(SOON);
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
    say(object, next, Reason.PrivilegedPodRuns, "Pod %s has ended.".formatted(pod.name()));
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
      write(object, null, List.of());
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
        privileged.equals(PrivilegedStatus.nothing()) ? null : privileged,
        Conditions.of(object, clock)
            .isFalse(ConditionType.PrivilegedWork, reason, message)
            .build());
  }

  private void write(
      PassthroughNode object, @Nullable PrivilegedStatus privileged, List<Condition> conditions) {
    var before =
        Optional.of(Situation.known(object)).filter(it -> !it.equals(PrivilegedStatus.nothing()));
    if (before.equals(Optional.ofNullable(privileged))
        && condition(object).equals(conditions.stream().findFirst())) {
      return;
    }
    var word = new PassthroughNode();
    word.setMetadata(new ObjectMetaBuilder().withName(object.getMetadata().getName()).build());
    word.setStatus(new PassthroughNodeStatus(null, null, List.of(), conditions, privileged));
    words.say(word);
  }

  private static Optional<Condition> condition(PassthroughNode object) {
    return Conditions.find(Conditions.current(object), ConditionType.PrivilegedWork);
  }
}
