package dev.passthrough.operator.boot;

import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.Reason;
import dev.passthrough.operator.announce.Warnings;
import dev.passthrough.operator.boot.AfterBoot.Offer;
import dev.passthrough.operator.boot.AfterBoot.Seen;
import dev.passthrough.operator.boot.AfterBoot.Wanted;
import dev.passthrough.operator.boot.BootMark.Phase;
import dev.passthrough.operator.node.KnownObjects;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Taints nodes after their boot, and takes the taint off again. Not for several threads. */
public final class BootTaints implements Runnable {

  private static final Logger logger = LoggerFactory.getLogger(BootTaints.class);

  /** The node was changed meanwhile, or is gone: the next round sees it as it is then. */
  private static final Set<Integer> SEEN_LATER =
      Set.of(HttpURLConnection.HTTP_CONFLICT, HttpURLConnection.HTTP_NOT_FOUND);

  private final KubernetesClient client;
  private final KnownObjects known;
  private final Optional<Duration> limit;
  private final Warnings warnings;
  private final Clock clock;

  /**
   * @param limit how long the taint stays where the resources do not come; empty where nothing is
   *     tainted, and what was is cleaned up
   */
  public BootTaints(
      KubernetesClient client,
      KnownObjects known,
      Optional<Duration> limit,
      Warnings warnings,
      Clock clock) {
    this.client = client;
    this.known = known;
    this.limit = limit;
    this.warnings = warnings;
    this.clock = clock;
  }

  @Override
  public void run() {
    var objects =
        known.all().stream()
            .collect(
                Collectors.toMap(
                    it -> it.getMetadata().getName(), Function.identity(), (one, _) -> one));
    Optional<KubernetesClientException> failure = Optional.empty();
    for (var node : known.nodes()) {
      var object = Optional.ofNullable(objects.get(node.getMetadata().getName()));
      try {
        look(node, object);
      } catch (KubernetesClientException e) {
        if (!SEEN_LATER.contains(e.getCode())) {
          failure = Optional.of(e);
        }
      }
    }
    failure.ifPresent(it -> {
      throw it;
    });
  }

  private void look(Node node, Optional<PassthroughNode> object) {
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var seen = new Seen(boot(node), BootTaint.isOn(node), mark(node), offer(object));
    var wanted = AfterBoot.wanted(seen, limit.orElse(Duration.ZERO), now);
    if (wanted.equals(seen.asItIs())) {
      return;
    }
    patch(node, wanted);
    logger.info(
        "Node {} {}: {}",
        node.getMetadata().getName(),
        wanted.tainted() ? "is tainted after its boot" : "has no taint of its boot",
        wanted.mark().map(BootMark::text).orElse("all is there, or nothing is asked for"));
    if (seen.tainted() && wanted.mark().filter(it -> it.phase() == Phase.GivenUp).isPresent()) {
      object.ifPresent(it -> warn(it, wanted.mark().orElseThrow().boot()));
    }
  }

  private void warn(PassthroughNode object, String boot) {
    warnings.warn(
        object,
        ConditionType.Advertised,
        Reason.NotOfferedInTime,
        "%s %s".formatted(Reason.NotOfferedInTime.meaning(), Reason.NotOfferedInTime.advice()),
        boot);
  }

  private Offer offer(Optional<PassthroughNode> object) {
    var staying = object.filter(it -> limit.isPresent() && !it.isMarkedForDeletion());
    if (staying.isEmpty()) {
      return new Offer.NoObject();
    }
    var spec = staying.get().getSpec();
    @Nullable PassthroughNodeStatus status = staying.get().getStatus();
    return spec.mode() == Mode.Enforce && !spec.resources().isEmpty()
        ? new Offer.Resources(Optional.ofNullable(status == null ? null : status.advertisedBoot()))
        : new Offer.Nothing();
  }

  private static Optional<String> boot(Node node) {
    return Optional.ofNullable(node.getStatus())
        .flatMap(it -> Optional.ofNullable(it.getNodeInfo()))
        .flatMap(it -> Optional.ofNullable(it.getBootID()))
        .filter(it -> !it.isBlank());
  }

  private static Optional<BootMark> mark(Node node) {
    return Optional.ofNullable(node.getMetadata().getAnnotations())
        .flatMap(it -> Optional.ofNullable(it.get(BootMark.ANNOTATION)))
        .flatMap(BootMark::of);
  }

  /** Taints are one list: with the node's version, so that nobody else's are lost. */
  private void patch(Node node, Wanted wanted) {
    Map<String, @Nullable String> annotations = new HashMap<>();
    annotations.put(BootMark.ANNOTATION, wanted.mark().map(BootMark::text).orElse(null));
    var metadata =
        Map.of(
            "resourceVersion", node.getMetadata().getResourceVersion(), "annotations", annotations);
    var spec = Map.of("taints", BootTaint.with(BootTaint.of(node), wanted.tainted()));
    var named =
        new NodeBuilder()
            .withNewMetadata()
            .withName(node.getMetadata().getName())
            .endMetadata()
            .build();
    client
        .nodes()
        .resource(named)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            Serialization.asJson(Map.of("metadata", metadata, "spec", spec)));
  }
}
