package dev.passthrough.operator.policy;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.operator.node.EssenceStore;
import dev.passthrough.operator.node.NodeEssence;
import dev.passthrough.operator.rollout.RolloutFields;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What policies go by: nodes' labels and whether they take pods, the nodes' objects, and each
 * other. A change of any of them is every policy's business; many in a row are looked at once.
 */
record PolicyWatch(
    EventSourceContext<PassthroughPolicy> context,
    InformerEventSource<Node, PassthroughPolicy> nodes,
    InformerEventSource<PassthroughNode, PassthroughPolicy> objects,
    InformerEventSource<PassthroughPolicy, PassthroughPolicy> others) {

  static PolicyWatch of(EventSourceContext<PassthroughPolicy> context) {
    var nodes =
        InformerEventSourceConfiguration.from(Node.class, PassthroughPolicy.class)
            .withName("policies-nodes")
            .withInformerListLimit(EssenceStore.PAGE)
            .withItemStore(NodeEssence.store())
            .withSecondaryToPrimaryMapper(everyPolicy(context))
            .withPrimaryToSecondaryMapper((PassthroughPolicy _) -> Set.of())
            .withOnUpdateFilter((now, before) ->
                !Objects.equals(now.getMetadata().getLabels(), before.getMetadata().getLabels())
                    || RolloutFields.isReady(now) != RolloutFields.isReady(before)
                    || RolloutFields.isCordoned(now) != RolloutFields.isCordoned(before)
                    || RolloutFields.cordonIsOurs(now) != RolloutFields.cordonIsOurs(before))
            .build();
    var objects =
        InformerEventSourceConfiguration.from(PassthroughNode.class, PassthroughPolicy.class)
            .withName("policies-objects")
            .withInformerListLimit(EssenceStore.PAGE)
            .withItemStore(new EssenceStore<>(ObjectEssence::of))
            .withSecondaryToPrimaryMapper(everyPolicy(context))
            .withPrimaryToSecondaryMapper((PassthroughPolicy _) -> Set.of())
            .withOnUpdateFilter(PolicyWatch::matters)
            .build();
    var others =
        InformerEventSourceConfiguration.from(PassthroughPolicy.class, PassthroughPolicy.class)
            .withName("policies-others")
            .withSecondaryToPrimaryMapper(everyPolicy(context))
            .withPrimaryToSecondaryMapper((PassthroughPolicy _) -> Set.of())
            .withOnUpdateFilter((now, before) -> !generation(now).equals(generation(before)))
            .build();
    return new PolicyWatch(
        context,
        new InformerEventSource<>(nodes, context),
        new InformerEventSource<>(objects, context),
        new InformerEventSource<>(others, context));
  }

  List<EventSource<?, PassthroughPolicy>> sources() {
    return List.of(nodes, objects, others);
  }

  Fleet fleet() {
    return Fleet.of(others.list(), nodes.list(), objects.list());
  }

  /** The node's object as the cache has it now. */
  Optional<PassthroughNode> object(String node) {
    return objects.get(new ResourceID(node));
  }

  /** Whether any policy chooses the node, as the caches have both now. */
  boolean isChosen(String node) {
    return nodes
        .get(new ResourceID(node))
        .filter(it -> others.list().anyMatch(policy -> Fleet.chooses(policy, it)))
        .isPresent();
  }

  /** What agents write into thousands of statuses passes by, but for the word that all is well. */
  private static boolean matters(PassthroughNode now, PassthroughNode before) {
    return !generation(now).equals(generation(before))
        || !Objects.equals(now.getMetadata().getUid(), before.getMetadata().getUid())
        || Mark.isOn(now) != Mark.isOn(before)
        || !word(now).equals(word(before))
        || !Owners.of(now).equals(Owners.of(before));
  }

  private static List<Object> word(PassthroughNode object) {
    return Stream.concat(
            Stream.of(ConditionType.Ready, ConditionType.PrivilegedWork)
                .flatMap(it -> Conditions.find(Conditions.current(object), it).stream())
                .flatMap(PolicyWatch::essence),
            Optional.<Object>ofNullable(
                object.getStatus() == null ? null : object.getStatus().maintenance())
                .stream())
        .toList();
  }

  private static Stream<Object> essence(Condition it) {
    return Stream.of(it.status(), it.reason(), String.valueOf(it.observedGeneration()));
  }

  private static String generation(HasMetadata object) {
    return String.valueOf(object.getMetadata().getGeneration());
  }

  private static <T extends HasMetadata> SecondaryToPrimaryMapper<T> everyPolicy(
      EventSourceContext<PassthroughPolicy> context) {
    return _ ->
        context.getPrimaryCache().list().map(ResourceID::fromResource).collect(Collectors.toSet());
  }
}
