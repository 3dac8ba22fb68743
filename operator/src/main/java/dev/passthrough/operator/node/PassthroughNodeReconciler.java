package dev.passthrough.operator.node;

import dev.passthrough.api.Condition;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.operator.agent.AgentSet;
import dev.passthrough.operator.privileged.PrivilegedWork;
import dev.passthrough.operator.status.StatusWords;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one PassthroughNode's agent on its node, and gives the host back when it is deleted. */
@ControllerConfiguration(
    name = "passthroughnode",
    finalizerName = PassthroughNode.FINALIZER,
    fieldManager = PassthroughNodeReconciler.FIELD_MANAGER,
    generationAwareEventProcessing = false,
    informer = @Informer(onUpdateFilter = WorthALook.class, informerListLimit = EssenceStore.PAGE))
public final class PassthroughNodeReconciler
    implements Reconciler<PassthroughNode>, Cleaner<PassthroughNode> {

  public static final String FIELD_MANAGER = "passthrough-operator";

  private static final Logger logger = LoggerFactory.getLogger(PassthroughNodeReconciler.class);

  /** For what no event tells: pods of nodes that lose their agent, and words that came too late. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private static final Duration LOOK_AGAIN_AT_THE_LATEST = Duration.ofMinutes(1);

  private final AgentSet agents;
  private final PrivilegedWork privileged;
  private final KnownObjects known;
  private final Clock clock;

  public PassthroughNodeReconciler(
      AgentSet agents, PrivilegedWork privileged, KnownObjects known, Clock clock) {
    this.agents = agents;
    this.known = known;
    this.privileged = privileged;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, PassthroughNode>> prepareEventSources(
      EventSourceContext<PassthroughNode> context) {
    var nodes = Watched.nodes(context);
    var set = Watched.agents(context, agents);
    known.are(() -> context.getPrimaryCache().list(), nodes::list, set::list);
    return Stream.<EventSource<?, PassthroughNode>>concat(
            Stream.of(nodes, set),
            privileged.pods().stream().map(it -> Watched.privilegedPods(context, it)))
        .toList();
  }

  @Override
  public UpdateControl<PassthroughNode> reconcile(
      PassthroughNode object, Context<PassthroughNode> context) {
    var node = context.getSecondaryResource(Node.class);
    node.ifPresentOrElse(
        it -> agents.bring(it, context.getSecondaryResource(DaemonSet.class)), agents::endIfUnused);
    var again = node.flatMap(_ -> privileged.bring(object.getMetadata().getName()));
    var words = new StatusWords(context.getClient(), FIELD_MANAGER);
    boolean overtaken =
        Announcement.of(object, node.isPresent(), clock)
            .filter(it -> !words.sayOfVersion(saying(object, it)))
            .isPresent();
    var next = UpdateControl.<PassthroughNode>noUpdate();
    (overtaken ? Optional.of(LOOK_AGAIN) : again).ifPresent(next::rescheduleAfter);
    return next;
  }

  @Override
  public DeleteControl cleanup(PassthroughNode object, Context<PassthroughNode> context) {
    var name = object.getMetadata().getName();
    var node = context.getSecondaryResource(Node.class);
    var step =
        Cleanup.next(
            Cleanup.Observed.of(object, node, agents.runsOn(name), privileged.isUnsettled(name)));
    logger.info("PassthroughNode {} is being deleted: {}", name, step);
    return switch (step) {
      case BRING_AGENT, WAIT_FOR_RESTORE -> {
        node.ifPresent(it -> agents.bring(it, context.getSecondaryResource(DaemonSet.class)));
        yield again(
            privileged
                .bring(name)
                .filter(it -> it.compareTo(LOOK_AGAIN_AT_THE_LATEST) < 0)
                .orElse(LOOK_AGAIN_AT_THE_LATEST));
      }
      case WITHDRAW_AGENT -> {
        agents.withdraw(name);
        yield again(LOOK_AGAIN);
      }
      case WAIT_FOR_AGENT_TO_GO -> again(LOOK_AGAIN);
      case RELEASE -> {
        agents.endIfUnused();
        yield DeleteControl.defaultDelete();
      }
    };
  }

  private static DeleteControl again(Duration later) {
    return DeleteControl.noFinalizerRemoval().rescheduleAfter(later.toMillis());
  }

  /**
   * Name and conditions only: with server-side apply, what is left out stays the agent's. With the
   * version, so that an agent that has reported meanwhile is not spoken over.
   */
  private static PassthroughNode saying(PassthroughNode object, List<Condition> conditions) {
    var word = new PassthroughNode();
    word.setMetadata(
        new ObjectMetaBuilder()
            .withName(object.getMetadata().getName())
            .withResourceVersion(object.getMetadata().getResourceVersion())
            .build());
    word.setStatus(new PassthroughNodeStatus(null, null, List.of(), conditions));
    return word;
  }
}
