package dev.passthrough.operator.kubevirt;

import dev.passthrough.api.ConditionType;
import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the operator is not to look after KubeVirt: takes back what it said of it while it was
 * ({@link ConditionType#Permitted}). It does not touch KubeVirt.
 */
public final class KubeVirtUnasked implements Runnable {

  private final Saying saying;
  private final Supplier<List<PassthroughNode>> nodes;

  /**
   * @param nodes all PassthroughNodes, from a cache
   */
  public KubeVirtUnasked(KubernetesClient client, Supplier<List<PassthroughNode>> nodes) {
    this.saying = new Saying(client);
    this.nodes = nodes;
  }

  /** Asks the API server for nothing where nothing is to be taken back. */
  @Override
  public void run() {
    nodes.get().forEach(it -> saying.say(it, Optional.empty()));
  }
}
