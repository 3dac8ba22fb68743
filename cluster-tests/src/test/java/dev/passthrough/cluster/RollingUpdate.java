package dev.passthrough.cluster;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
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
    product
        .client()
        .apps()
        .deployments()
        .inNamespace(Product.NAMESPACE)
        .withName("passthrough-operator")
        .edit(it -> {
          var env = it.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv();
          boolean json =
              env.removeIf(
                  entry -> FORMAT.equals(entry.getName()) && "json".equals(entry.getValue()));
          env.removeIf(entry -> FORMAT.equals(entry.getName()));
          env.add(new EnvVar(FORMAT, json ? "text" : "json", null));
          return it;
        });
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
