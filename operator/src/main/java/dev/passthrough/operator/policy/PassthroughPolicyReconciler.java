package dev.passthrough.operator.policy;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.PassthroughPolicyStatus;
import dev.passthrough.operator.rollout.Rollout;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what one policy says in the objects of its nodes, and says how they stand. */
@ControllerConfiguration(
    name = "passthroughpolicy",
    finalizerName = PassthroughPolicy.FINALIZER,
    fieldManager = FieldManagers.POLICIES)
public final class PassthroughPolicyReconciler
    implements Reconciler<PassthroughPolicy>, Cleaner<PassthroughPolicy> {

  private static final Logger logger = LoggerFactory.getLogger(PassthroughPolicyReconciler.class);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final PolicyWrites writes;
  private final Rollout rollout;
  private final KnownPolicies known;
  private final LookPace looks;
  private final StatusPace pace;
  private final Clock clock;

  private final Succession successions;

  private @Nullable PolicyWatch watch;

  public PassthroughPolicyReconciler(
      KubernetesClient client, Rollout rollout, KnownPolicies known, LookPace looks, Clock clock) {
    this.writes = new PolicyWrites(new NodeObjects(client));
    this.rollout = rollout;
    this.known = known;
    this.looks = looks;
    this.pace = new StatusPace(clock);
    this.successions = new Succession(clock);
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, PassthroughPolicy>> prepareEventSources(
      EventSourceContext<PassthroughPolicy> context) {
    var prepared = PolicyWatch.of(context);
    watch = prepared;
    known.are(() -> context.getPrimaryCache().list());
    return prepared.sources();
  }

  @Override
  public UpdateControl<PassthroughPolicy> reconcile(
      PassthroughPolicy policy, Context<PassthroughPolicy> context) {
    var name = policy.getMetadata().getName();
    var outcomes = written(name);
    long began = System.nanoTime();
    // Anew: that took minutes, maybe, for which nothing holds thousands of objects as they were.
    var fleet = fleet();
    var renderings = fleet.renderings();
    SortedMap<String, Standing> standings = new TreeMap<>();
    renderings.forEach((node, rendering) -> {
      if (rendering.chosenBy(name)) {
        standings.put(
            node,
            Standing.of(outcomes.getOrDefault(node, new Outcome.Settled()), fleet.object(node)));
      }
    });
    var outranked =
        Summary.counted(
            renderings.values().stream().map(it -> it.outranked().getOrDefault(name, Map.of())));
    looks.took(Duration.ofNanos(System.nanoTime() - began));
    var turn = rollout.turn(() -> seen(fleet()));
    var status = new Summary(standings, outranked, rollouts(policy, turn)).status(policy, clock);
    var pause =
        status.equals(policy.getStatus()) ? Optional.<Duration>empty() : pace.pause(policy, status);
    var word =
        status.equals(policy.getStatus()) || pause.isPresent()
            ? UpdateControl.<PassthroughPolicy>noUpdate()
            : UpdateControl.patchStatus(saying(name, status));
    Stream.of(
            turn.again(),
            pause,
            // What was changed meanwhile need not be a change that this controller is told of.
            outcomes.containsValue(new Outcome.Overtaken())
                ? Optional.of(LOOK_AGAIN)
                : Optional.<Duration>empty())
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder())
        .ifPresent(word::rescheduleAfter);
    return word;
  }

  private Map<String, Outcome> written(String policy) {
    var fleet = fleet();
    return writes.write(policy, fleet, fleet.renderings(), watch()::object, watch()::isChosen);
  }

  private static Rollout.Seen seen(Fleet fleet) {
    return new Rollout.Seen(fleet.live(), fleet.nodes(), fleet.objects());
  }

  private static Summary.Rollouts rollouts(PassthroughPolicy policy, Rollout.Turn turn) {
    if (policy.getSpec().rollout() == null) {
      return new Summary.Rollouts.NotAsked();
    }
    return Optional.ofNullable(turn.progress().get(policy.getMetadata().getName()))
        .<Summary.Rollouts>map(Summary.Rollouts.On::new)
        .orElseGet(Summary.Rollouts.Off::new);
  }

  @Override
  public DeleteControl cleanup(PassthroughPolicy policy, Context<PassthroughPolicy> context) {
    var name = policy.getMetadata().getName();
    if (successions.isOver(uid(policy))) {
      withdraw(name);
    } else {
      written(name);
    }
    // Without the policy, what its rollout has begun is put back.
    rollout.turn(() -> seen(fleet()));
    var fleet = fleet();
    var left = fleet.objects().values().stream().filter(it -> has(name, it)).count();
    if (left > 0 || rollout.leavesCordons(seen(fleet))) {
      logger.info("PassthroughPolicy {} is being deleted: in {} objects still", name, left);
      successions.passed(uid(policy), left);
      return DeleteControl.noFinalizerRemoval().rescheduleAfter(LOOK_AGAIN.toMillis());
    }
    writes.forget(name);
    pace.forget(name);
    successions.forget(uid(policy));
    return DeleteControl.defaultDelete();
  }

  private void withdraw(String policy) {
    var fleet = fleet();
    var renderings = fleet.renderings();
    fleet
        .objects()
        .forEach((node, object) -> {
          if (has(policy, object)) {
            writes.withdraw(policy, object, renderings.getOrDefault(node, Rendering.ofNothing()));
          }
        });
  }

  /** As the caches have it: what was written just now shows a moment later. */
  private Fleet fleet() {
    return watch().fleet();
  }

  private PolicyWatch watch() {
    return Optional.ofNullable(watch).orElseThrow();
  }

  private static String uid(PassthroughPolicy policy) {
    return policy.getMetadata().getUid();
  }

  private static boolean isWorkedOnFor(String policy, PassthroughNode object) {
    @Nullable PassthroughNodeStatus status = object.getStatus();
    return status != null
        && status.maintenance() != null
        && status.maintenance().policy().equals(policy);
  }

  /** Whether the policy has anything in an object that stays. */
  private static boolean has(String policy, PassthroughNode object) {
    return !object.isMarkedForDeletion()
        && (Owners.has(object, FieldManagers.of(policy)) || isWorkedOnFor(policy, object));
  }

  /** Name and status only: with server-side apply, what is left out stays the admin's. */
  private static PassthroughPolicy saying(String name, PassthroughPolicyStatus status) {
    var word = new PassthroughPolicy();
    word.setMetadata(new ObjectMetaBuilder().withName(name).build());
    word.setStatus(status);
    return word;
  }
}
