package dev.passthrough.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The agents are replaced by others, as in an upgrade: the operator gives them another environment.
 */
final class RollingUpdate {

  private static final String FORMAT = "LOG_FORMAT";

  private final Product product;
  private final Set<String> before;

  private RollingUpdate(Product product) {
    this.product = product;
    this.before =
        product.agents().stream()
            .map(it -> it.getMetadata().getName())
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Begins one: the next agents log in another format. */
  static RollingUpdate begin(Product product) {
    var update = new RollingUpdate(product);
    var operator =
        product
            .client()
            .apps()
            .deployments()
            .inNamespace(Product.NAMESPACE)
            .withName("passthrough-operator");
    var containers = operator.require().getSpec().getTemplate().getSpec().getContainers();
    boolean json =
        containers.getFirst().getEnv().stream()
            .anyMatch(it -> FORMAT.equals(it.getName()) && "json".equals(it.getValue()));
    var template =
        """
        spec:
          template:
            spec:
              containers:
              - name: operator
                env:
                - {name: LOG_FORMAT, value: %s}
        """
            .formatted(json ? "text" : "json");
    operator.patch(PatchContext.of(PatchType.STRATEGIC_MERGE), template);
    return update;
  }

  /** Whether no agent of before is left, and the others are ready. */
  boolean isDone() {
    var now = product.agents();
    return now.size() == 1
        && now.stream().noneMatch(it -> before.contains(it.getMetadata().getName()))
        && now.stream().allMatch(RollingUpdate::ready);
  }

  private static boolean ready(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(it -> it.getType().equals("Ready") && it.getStatus().equals("True"));
  }
}
