package dev.passthrough.operator.node;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.operator.agent.AgentSet;
import dev.passthrough.operator.agent.NodeLabel;
import dev.passthrough.operator.privileged.PrivilegedPods;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelector;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What the operator watches beside its own objects. */
final class Watched {

  private Watched() {}

  /** Nodes that come, go, or lose the agent's label; their heartbeats and images pass by. */
  static InformerEventSource<Node, PassthroughNode> nodes(
      EventSourceContext<PassthroughNode> context) {
    var configuration =
        InformerEventSourceConfiguration.from(Node.class, PassthroughNode.class)
            .withName("nodes")
            .withInformerListLimit(EssenceStore.PAGE)
            .withItemStore(NodeEssence.store())
            .withPrimaryToSecondaryMapper(
                (PassthroughNode it) -> Set.of(new ResourceID(it.getMetadata().getName())))
            .withSecondaryToPrimaryMapper(it -> Set.of(new ResourceID(it.getMetadata().getName())))
            .withOnUpdateFilter((now, before) -> NodeLabel.on(now) != NodeLabel.on(before))
            .build();
    return new InformerEventSource<>(configuration, context);
  }

  /** Privileged pods, each the business of the object that it is for. */
  static EventSource<Pod, PassthroughNode> privilegedPods(
      EventSourceContext<PassthroughNode> context, PrivilegedPods pods) {
    var configuration =
        InformerEventSourceConfiguration.from(Pod.class, PassthroughNode.class)
            .withName("privileged-pods")
            .withNamespaces(pods.namespace())
            .withLabelSelector(
                pods.selector().entrySet().stream()
                    .map(it -> it.getKey() + "=" + it.getValue())
                    .collect(Collectors.joining(",")))
            .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(PassthroughNode.class, true))
            .build();
    return new InformerEventSource<>(configuration, context);
  }

  /**
   * The agents' DaemonSet. It belongs to all objects alike, so that a change is one object's
   * business, whichever; its status, which moves with each agent, is nobody's.
   */
  static InformerEventSource<DaemonSet, PassthroughNode> agents(
      EventSourceContext<PassthroughNode> context, AgentSet agents) {
    var configuration =
        InformerEventSourceConfiguration.from(DaemonSet.class, PassthroughNode.class)
            .withName("agents")
            .withNamespaces(agents.namespace())
            .withFieldSelector(
                new FieldSelector(new FieldSelector.Field("metadata.name", agents.name())))
            .withPrimaryToSecondaryMapper(
                (PassthroughNode it) -> Set.of(new ResourceID(agents.name(), agents.namespace())))
            .withSecondaryToPrimaryMapper(it ->
                context
                    .getPrimaryCache()
                    .list()
                    .min(Comparator.comparing(PassthroughNode::isMarkedForDeletion))
                    .map(ResourceID::fromResource)
                    .stream()
                    .collect(Collectors.toSet()))
            .withOnUpdateFilter((now, before) ->
                !Objects.equals(
                    now.getMetadata().getGeneration(), before.getMetadata().getGeneration()))
            .build();
    return new InformerEventSource<>(configuration, context);
  }
}
