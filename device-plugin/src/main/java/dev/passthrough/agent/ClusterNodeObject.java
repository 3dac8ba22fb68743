package dev.passthrough.agent;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The object of this node in the API server, watched by its name alone. */
public final class ClusterNodeObject implements NodeObject {

  /** Owner of the status fields under server-side apply. */
  static final String FIELD_MANAGER = "passthrough-agent";

  /** The group of KubeVirt's objects. */
  private static final String KUBEVIRT = "kubevirt.io";

  private static final Logger logger = LoggerFactory.getLogger(ClusterNodeObject.class);

  private final KubernetesClient client;
  private final String name;
  private final boolean permits;
  private final SharedIndexInformer<PassthroughNode> informer;
  private final ClusterEvents events;

  private @Nullable PassthroughNodeStatus written;

  /** Whether the last status could be written. */
  private boolean heard = true;

  private volatile Runnable listener = () -> {};

  private ClusterNodeObject(
      KubernetesClient client,
      String name,
      boolean permits,
      SharedIndexInformer<PassthroughNode> informer) {
    this.client = client;
    this.name = name;
    this.permits = permits;
    this.informer = informer;
    this.events = new ClusterEvents(client, Clock.systemUTC());
  }

  /**
   * Begins to watch; the API server need not answer yet.
   *
   * @param permits whether the operator tells KubeVirt of what is offered
   */
  public static ClusterNodeObject watch(KubernetesClient client, String name, boolean permits) {
    var informer = client.resources(PassthroughNode.class).withName(name).runnableInformer(0);
    var object = new ClusterNodeObject(client, name, permits, informer);
    informer.exceptionHandler((started, failure) -> true);
    informer.addEventHandler(object.new Changes());
    informer.start();
    return object;
  }

  @Override
  public Optional<PassthroughNode> current() {
    return informer.getStore().list().stream()
        .filter(it -> it.getMetadata().getName().equals(name))
        .findFirst();
  }

  @Override
  public void onChange(Runnable runnable) {
    this.listener = runnable;
  }

  @Override
  public boolean report(PassthroughNode node, PassthroughNodeStatus status) {
    // What is known of the object may be older than what was written last.
    boolean last = written == null || status.equals(written);
    if (last && has(node, status)) {
      return true;
    }
    try {
      write(status);
      written = status;
      if (!heard) {
        logger.info("The object's status is written again");
      }
      heard = true;
    } catch (KubernetesClientException unheard) {
      if (heard) {
        logger.warn(
            "The object's status cannot be written, which is tried again until it can: {}",
            RootCause.words(unheard));
      }
      heard = false;
    }
    return heard;
  }

  @Override
  public boolean isReported() {
    var told = written;
    return told == null || current().filter(it -> !has(it, told)).isEmpty();
  }

  private static boolean has(PassthroughNode node, PassthroughNodeStatus status) {
    @Nullable PassthroughNodeStatus now = node.getStatus();
    return now != null && status.equals(now.ofAgent());
  }

  private void write(PassthroughNodeStatus status) {
    var patch = new PassthroughNode();
    patch.setMetadata(new ObjectMetaBuilder().withName(name).build());
    patch.setStatus(status);
    client
        .resource(patch)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(FIELD_MANAGER)
                .withForce(true)
                .build());
  }

  @Override
  public void announce(Happening happening) {
    current().ifPresent(it -> events.add(happening, it));
  }

  /** Where the API server does not answer, nobody could be told. */
  @Override
  public boolean hasKubeVirt() {
    try {
      return permits && client.hasApiGroup(KUBEVIRT, true);
    } catch (KubernetesClientException unreachable) {
      logger.info("Whether there is a KubeVirt is not known: {}", unreachable.getMessage());
      return false;
    }
  }

  @Override
  public void close() {
    events.close();
    informer.close();
  }

  /**
   * Wakes the listener for all but changes of the status, which are its own, but for KubeVirt's
   * word in it.
   */
  private final class Changes implements ResourceEventHandler<PassthroughNode> {

    @Override
    public void onAdd(PassthroughNode added) {
      listener.run();
    }

    @Override
    public void onUpdate(PassthroughNode before, PassthroughNode after) {
      if (!Objects.equals(before.getMetadata().getGeneration(), after.getMetadata().getGeneration())
          || !FirstOffers.permitted(before).equals(FirstOffers.permitted(after))) {
        listener.run();
      }
    }

    @Override
    public void onDelete(PassthroughNode deleted, boolean unknown) {
      listener.run();
    }
  }
}
