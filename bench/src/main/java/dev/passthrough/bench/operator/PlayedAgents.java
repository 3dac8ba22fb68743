package dev.passthrough.bench.operator;

import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.Reason;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.api.ResourceStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One agent for every node: as soon as an object asks for something new, its status says that all
 * of it is there, as a real agent would that had nothing left to do on its host.
 */
final class PlayedAgents implements ResourceEventHandler<PassthroughNode>, AutoCloseable {

  private static final int AT_A_TIME = 8;
  private static final int DEVICES = 8;

  private final KubernetesClient client;
  private final SharedIndexInformer<PassthroughNode> informer;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore turns = new Semaphore(AT_A_TIME);
  private final Map<String, Long> said = new ConcurrentHashMap<>();

  PlayedAgents(KubernetesClient client) {
    this.client = client;
    this.informer = client.resources(PassthroughNode.class).inform(this);
  }

  /** All objects as the bench has them. */
  List<PassthroughNode> objects() {
    return informer.getStore().list();
  }

  @Override
  public void onAdd(PassthroughNode object) {
    answer(object);
  }

  @Override
  public void onUpdate(PassthroughNode before, PassthroughNode now) {
    answer(now);
  }

  @Override
  public void onDelete(PassthroughNode object, boolean unknown) {
    said.remove(object.getMetadata().getName());
  }

  private void answer(PassthroughNode object) {
    var name = object.getMetadata().getName();
    var generation = object.getMetadata().getGeneration();
    if (!Objects.equals(said.put(name, generation), generation)) {
      threads.execute(() -> report(name, generation));
    }
  }

  /** Of several generations in a row, the last one alone. */
  private void report(String name, Long generation) {
    turns.acquireUninterruptibly();
    try {
      if (!generation.equals(said.get(name))) {
        return;
      }
      var object = new PassthroughNode();
      object.setMetadata(new ObjectMetaBuilder().withName(name).build());
      var seen = informer.getStore().getByKey(name);
      object.setStatus(status(seen, generation));
      client
          .resource(object)
          .subresource("status")
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.SERVER_SIDE_APPLY)
                  .withFieldManager("passthrough-agent")
                  .withForce(true)
                  .build());
    } catch (KubernetesClientException e) {
      System.err.println("A played agent: " + e.getMessage());
      said.remove(name);
    } finally {
      turns.release();
    }
  }

  private static PassthroughNodeStatus status(PassthroughNode object, Long generation) {
    var conditions = Conditions.of(object, Clock.systemUTC());
    Stream.of(
            ConditionType.Ready,
            ConditionType.HostPrepared,
            ConditionType.Planned,
            ConditionType.Applied,
            ConditionType.Advertised,
            ConditionType.AgentSuffices)
        .forEach(it -> conditions.isTrue(it, Reason.AsDesired, Reason.AsDesired.meaning()));
    return new PassthroughNodeStatus(
        generation,
        null,
        object.getSpec().resources().stream().map(PlayedAgents::offered).toList(),
        conditions.build());
  }

  private static ResourceStatus offered(ResourceEntry entry) {
    var devices =
        IntStream.range(0, DEVICES)
            .mapToObj(it -> "0000:%02x:10.%d".formatted(entry.name().hashCode() & 0xff, it))
            .toList();
    return new ResourceStatus(
        entry.name(),
        entry.resourceName(),
        DEVICES,
        DEVICES,
        devices,
        List.of(),
        List.of("8086:1520"),
        List.of());
  }

  @Override
  public void close() {
    informer.close();
    threads.shutdownNow();
  }
}
