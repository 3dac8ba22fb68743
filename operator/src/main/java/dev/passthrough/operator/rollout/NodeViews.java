package dev.passthrough.operator.rollout;

import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gathers what a rollout goes by of one node.
 *
 * @param self the pod of this process, {@code namespace/name}, which is in nobody's way
 */
record NodeViews(NodeMaintenance maintenance, String self) {

  /** As the caches have it, without the pods in the way. */
  NodeView of(Node node, Optional<PassthroughNode> object, List<Budget> budgets) {
    var name = node.getMetadata().getName();
    var policies = new TreeSet<String>();
    for (var budget : budgets) {
      if (budget.zones().containsKey(name)) {
        policies.add(budget.policy());
      }
    }
    var work = object.map(Work::of).orElseGet(() -> new Work.Busy("It has no object yet."));
    var record = object.flatMap(RolloutFields::record);
    return new NodeView(
        name,
        policies,
        RolloutFields.isReady(node),
        RolloutFields.isCordoned(node),
        RolloutFields.cordonIsOurs(node),
        work,
        record.isPresent() ? object.map(RolloutFields::asked).orElse("") : "",
        object.flatMap(it -> Optional.ofNullable(it.getSpec().grant())),
        object.filter(RolloutFields::grantIsOurs).isPresent(),
        record,
        object.flatMap(Work::lastDone),
        PodsInTheWay.none());
  }

  /** The same with the pods in the way, for which the API server is asked where they count. */
  NodeView withPods(NodeView view, Optional<PassthroughNode> object) {
    if (!view.isEmptied()) {
      return view;
    }
    var scope = Scope.of(view.work());
    return view.with(
        PodsInTheWay.of(
            others(view.name()), scope, holders(view.name(), scope, object.orElseThrow())));
  }

  private List<Pod> others(String node) {
    return maintenance.podsOn(node).stream()
        .filter(it -> !self.equals(PodsInTheWay.name(it)))
        .toList();
  }

  /** By resources and by claims; where everybody has to go, nobody has to be asked. */
  private Set<String> holders(String node, Scope scope, PassthroughNode object) {
    if (scope != Scope.HOLDERS) {
      return Set.of();
    }
    var holders = new TreeSet<>(Work.holders(object));
    holders.addAll(maintenance.claimants(node, Work.devices(object)));
    return holders;
  }
}
