package dev.passthrough.operator.rollout;

import dev.passthrough.api.MaintenanceStatus;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.RolloutSpec;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the next steps of all rollouts. One turn at a time, whichever policy asks for it, because
 * what one begins counts for the others.
 */
public final class Rollout {

  /** While a rollout works on a node; evictions are asked for again as often. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final Logger logger = LoggerFactory.getLogger(Rollout.class);

  private final NodeMaintenance maintenance;
  private final boolean begins;
  private final NodeViews gathered;
  private final Clock clock;

  /** What was written and the caches may not show yet, by node. */
  private final Map<String, PassthroughNode> written = new HashMap<>();

  /** When this process took its first turn. */
  private Optional<Instant> from = Optional.empty();

  /**
   * @param begins whether it may grant plans and empty nodes; if not, it only puts back what
   *     another one has begun that might
   * @param self the pod of this process, {@code namespace/name}: it is not asked to leave a node,
   *     because nobody would take the cordon off one that it cannot come back to
   */
  public Rollout(KubernetesClient client, boolean begins, String self, Clock clock) {
    this.maintenance = new NodeMaintenance(client);
    this.begins = begins;
    this.gathered = new NodeViews(maintenance, self);
    this.clock = clock;
  }

  /**
   * Policies, nodes and nodes' objects as the caches have them.
   *
   * @param policies without those that are being deleted
   */
  public record Seen(
      Collection<PassthroughPolicy> policies,
      Map<String, Node> nodes,
      Map<String, PassthroughNode> objects) {}

  /**
   * Where the rollouts are.
   *
   * @param progress of each policy with a rollout; none where none may begin
   * @param again when to look again at the latest; empty if only a change is worth it
   */
  public record Turn(Map<String, Progress> progress, Optional<Duration> again) {}

  /**
   * Takes the next steps.
   *
   * @param caches asked when no other turn is under way: what that one has begun is to be seen
   */
  public synchronized Turn turn(Supplier<Seen> caches) {
    var now = upToDate(caches.get());
    from = from.or(() -> Optional.of(clock.instant()));
    var budgets = budgets(now);
    if (budgets.isEmpty() && written.isEmpty() && !isAtWork(now)) {
      return new Turn(Map.of(), Optional.empty());
    }
    var views = now.nodes().values().stream().map(it -> view(it, now, budgets)).toList();
    boolean troubled = false;
    for (var due : due(views, now)) {
      troubled |= !attempt(due.node(), due.action(), now);
    }
    for (var begin : Wave.begins(views, budgets).entrySet()) {
      var begun = MaintenanceStatus.begun(begin.getValue(), time(), 0);
      troubled |= !attempt(begin.getKey(), () -> new Action.Note(begun), now);
    }
    Map<String, Progress> progress = new TreeMap<>();
    budgets.forEach(it -> progress.put(it.policy(), Progress.of(it, views)));
    boolean atWork =
        views.stream().anyMatch(it -> it.isWorkedOn() || it.cordonIsOurs() || it.grantIsOurs())
            || !written.isEmpty()
            || troubled;
    return new Turn(progress, atWork ? Optional.of(SOON) : Optional.empty());
  }

  /** What comes next on a node, decided when its turn comes. */
  private record Due(String node, Supplier<Action> action) {}

  private List<Due> due(List<NodeView> views, Seen now) {
    List<Due> due = new ArrayList<>();
    now.nodes()
        .forEach((name, node) -> {
          if (RolloutFields.isMarked(node) && !RolloutFields.isCordoned(node)) {
            due.add(new Due(name, Action.Uncordon::new));
          }
        });
    for (var view : views) {
      if (view.maintenance().isPresent() || view.cordonIsOurs()) {
        var object = Optional.ofNullable(now.objects().get(view.name()));
        due.add(
            new Due(
                view.name(), () -> Course.next(gathered.withPods(view, object), pace(view, now))));
      }
    }
    now.objects()
        .forEach((name, object) -> {
          if (!now.nodes().containsKey(name) && RolloutFields.record(object).isPresent()) {
            // The node is gone, and its cordon with it.
            due.add(
                new Due(
                    name,
                    RolloutFields.grantIsOurs(object) ? Action.Withdraw::new : Action.Finish::new));
          }
        });
    return due;
  }

  /** What was begun, and is finished though the policies are gone. */
  private static boolean isAtWork(Seen now) {
    return now.objects().values().stream().anyMatch(it -> RolloutFields.record(it).isPresent())
        || now.nodes().values().stream().anyMatch(RolloutFields::isMarked);
  }

  /** Whether a node is still cordoned that no policy's rollout chooses any more. */
  public boolean leavesCordons(Seen now) {
    var chosen =
        budgets(now).stream()
            .flatMap(it -> it.zones().keySet().stream())
            .collect(Collectors.toSet());
    return now.nodes().entrySet().stream()
        .anyMatch(it -> RolloutFields.isMarked(it.getValue()) && !chosen.contains(it.getKey()));
  }

  /**
   * Trouble with one node does not hold up the others; it is tried again in the next turn.
   *
   * @return whether there was none
   */
  private boolean attempt(String node, Supplier<Action> next, Seen now) {
    try {
      carryOut(node, next.get(), now);
      return true;
    } catch (KubernetesClientException e) {
      logger.warn("Rollout on {}: the next step failed, and is tried again", node, e);
      return false;
    }
  }

  private void carryOut(String node, Action action, Seen now) {
    switch (action) {
      case Action.Wait _ -> {}
      case Action.Cordon _ -> maintenance.cordon(node(now, node));
      case Action.Uncordon _ -> maintenance.uncordon(node(now, node));
      case Action.Evict it -> maintenance.evict(it.pods());
      case Action.Note it -> note(node, it.status());
      case Action.Grant it -> grant(object(now, node), Optional.of(it.hash()));
      case Action.Withdraw _ -> grant(object(now, node), Optional.empty());
      case Action.Fail it -> note(node, failed(object(now, node), it));
      case Action.Finish _ -> note(node, null);
    }
  }

  private MaintenanceStatus failed(PassthroughNode object, Action.Fail why) {
    return RolloutFields.record(object)
        .orElseThrow()
        .failed(RolloutFields.asked(object), why.reason(), why.message(), time());
  }

  private void note(String node, @Nullable MaintenanceStatus status) {
    written.put(node, maintenance.note(node, status));
  }

  /** A grant that somebody else has set meanwhile is seen in the next turn. */
  private void grant(PassthroughNode object, Optional<String> hash) {
    try {
      written.put(object.getMetadata().getName(), maintenance.grant(object, hash));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  private static Node node(Seen now, String node) {
    return Objects.requireNonNull(now.nodes().get(node), node);
  }

  private static PassthroughNode object(Seen now, String node) {
    return Objects.requireNonNull(now.objects().get(node), node);
  }

  /** The caches, with what was written since in its place. */
  private Seen upToDate(Seen seen) {
    written.entrySet().removeIf(it -> !isNewer(it.getValue(), seen.objects().get(it.getKey())));
    Map<String, PassthroughNode> objects = new HashMap<>(seen.objects());
    objects.putAll(written);
    return new Seen(seen.policies(), seen.nodes(), objects);
  }

  /** Resource versions are revisions of etcd, and numbers. */
  private static boolean isNewer(PassthroughNode written, @Nullable PassthroughNode cached) {
    return cached != null
        && Objects.equals(written.getMetadata().getUid(), cached.getMetadata().getUid())
        && Long.parseLong(written.getMetadata().getResourceVersion())
            > Long.parseLong(cached.getMetadata().getResourceVersion());
  }

  private List<Budget> budgets(Seen now) {
    if (!begins) {
      return List.of();
    }
    List<Budget> budgets = new ArrayList<>();
    for (var policy : now.policies()) {
      @Nullable RolloutSpec rollout = policy.getSpec().rollout();
      if (rollout != null) {
        Map<String, String> zones = new HashMap<>();
        for (var node : now.nodes().values()) {
          if (policy.getSpec().nodeSelector().matches(labels(node))) {
            var zone =
                rollout.zoneLabel() == null
                    ? ""
                    : labels(node).getOrDefault(rollout.zoneLabel(), "");
            zones.put(node.getMetadata().getName(), zone);
          }
        }
        budgets.add(new Budget(policy.getMetadata().getName(), rollout, zones));
      }
    }
    return budgets;
  }

  private NodeView view(Node node, Seen now, List<Budget> budgets) {
    var name = node.getMetadata().getName();
    return gathered.of(node, Optional.ofNullable(now.objects().get(name)), budgets);
  }

  private Course.Pace pace(NodeView view, Seen now) {
    return new Course.Pace(limit(view, now), from.orElseThrow(), clock.instant());
  }

  private static Duration limit(NodeView view, Seen now) {
    var policy = view.maintenance().map(MaintenanceStatus::policy).orElse("");
    return now.policies().stream()
        .filter(it -> it.getMetadata().getName().equals(policy))
        .flatMap(it -> Optional.ofNullable(it.getSpec().rollout()).stream())
        .findFirst()
        .map(RolloutSpec::drain)
        .orElseGet(RolloutSpec.Drain::usual)
        .limit();
  }

  private static Map<String, String> labels(Node node) {
    return Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
  }

  private String time() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
