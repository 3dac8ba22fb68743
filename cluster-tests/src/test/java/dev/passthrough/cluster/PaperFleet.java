package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.MaintenanceStatus;
import dev.passthrough.api.Mode;
import dev.passthrough.api.NodeSelector;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.PassthroughPolicySpec;
import dev.passthrough.api.PolicyTemplate;
import dev.passthrough.api.RolloutSpec;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A policy that rolls out over nodes of paper, one at a time. Each step of the rollout is seen, in
 * the API server's order.
 */
final class PaperFleet implements AutoCloseable {

  /** What happens to a rollout from outside. */
  interface Disturbance {

    void happen() throws IOException, InterruptedException;
  }

  private static final int AT_A_TIME = 1;

  private final Product product;
  private final KubernetesClient client;
  private final String name;
  private final RolloutSpec.Drain drain;
  private final List<String> names;
  private final PaperNodes nodes;
  private final Map<String, MaintenanceStatus.Phase> atWork = new TreeMap<>();
  private final Map<String, Integer> begun = new TreeMap<>();
  private IntConsumer listener = _ -> {};
  private int mostAtOnce;
  private int steps;

  PaperFleet(Product product, String name, int size) {
    this(product, name, size, RolloutSpec.Drain.usual());
  }

  PaperFleet(Product product, String name, int size, RolloutSpec.Drain drain) {
    this.product = product;
    this.drain = drain;
    this.client = product.client();
    this.name = name;
    this.names = IntStream.rangeClosed(1, size).mapToObj(it -> name + "-" + it).toList();
    this.nodes = new PaperNodes(client, name, names, new Steps());
    client.resource(policy()).create();
    Product.eventually("the nodes' objects").until(nodes::haveObjects);
  }

  /**
   * One rollout over all nodes, disturbed once. It must end well all the same, and no node be begun
   * twice, or beside another.
   *
   * @param what it is, for the failure
   * @param step after which the disturbance comes; the first is 1
   */
  void rollOut(String what, int step, Disturbance disturbance) {
    var disturbed = new CompletableFuture<Boolean>();
    begin(it -> {
      if (it == step) {
        disturbed.completeAsync(() -> happens(disturbance));
      }
    });
    Product.eventually(what).until(() -> disturbed.isDone() && isDone());
    disturbed.join();
    synchronized (this) {
      assertThat(begun.values()).as("begun, in " + what).containsOnly(1);
      assertThat(mostAtOnce).as("begun at a time, in " + what).isEqualTo(AT_A_TIME);
    }
  }

  private static boolean happens(Disturbance disturbance) {
    try {
      disturbance.happen();
      return true;
    } catch (IOException | InterruptedException failed) {
      throw new CompletionException(failed);
    }
  }

  /** All nodes wait for the rollout from now on. */
  void begin() {
    begin(_ -> {});
  }

  private synchronized void begin(IntConsumer step) {
    begun.clear();
    mostAtOnce = 0;
    steps = 0;
    listener = step;
    nodes.needDevices();
  }

  /** Whether each node was begun and ended since {@link #begin}. */
  synchronized boolean isDone() {
    return begun.keySet().containsAll(names) && atWork.isEmpty() && nodes.areFreeAndWell();
  }

  @Override
  public void close() {
    client.resource(policy()).delete();
    Product.eventually("the policy to be gone")
        .until(() -> client.resource(policy()).get() == null);
    nodes.close();
    names.forEach(it -> product.object(it).delete());
    Product.eventually("the objects to be gone")
        .until(() -> names.stream().allMatch(it -> product.object(it).get() == null));
    product.forgetPodsOn(Set.copyOf(names));
  }

  private PassthroughPolicy policy() {
    var policy = new PassthroughPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withName(name).build());
    policy.setSpec(
        new PassthroughPolicySpec(
            new NodeSelector(Map.of(PaperNodes.LABEL, name), List.of()),
            0,
            new PolicyTemplate(Mode.Enforce, null, List.of(Product.functions(1)), List.of()),
            new RolloutSpec(new IntOrString(AT_A_TIME), false, null, drain)));
    return policy;
  }

  private final class Steps implements ResourceEventHandler<PassthroughNode> {

    @Override
    public void onAdd(PassthroughNode object) {
      see(object);
    }

    @Override
    public void onUpdate(PassthroughNode before, PassthroughNode object) {
      see(object);
    }

    @Override
    public void onDelete(PassthroughNode object, boolean unknown) {
      // Only at the end.
    }

    private void see(PassthroughNode object) {
      var node = object.getMetadata().getName();
      if (!names.contains(node)) {
        return;
      }
      int step;
      synchronized (PaperFleet.this) {
        @Nullable PassthroughNodeStatus status = object.getStatus();
        var work = Optional.ofNullable(status == null ? null : status.maintenance());
        if (work.isPresent() && !atWork.containsKey(node)) {
          begun.merge(node, 1, Integer::sum);
        }
        work.ifPresentOrElse(it -> atWork.put(node, it.phase()), () -> atWork.remove(node));
        mostAtOnce = Math.max(mostAtOnce, atWork.size());
        step = ++steps;
      }
      listener.accept(step);
    }
  }
}
