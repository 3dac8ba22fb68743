package dev.passthrough.cluster;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.DeviceUse;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.ResourceStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Nodes that no kubelet stands behind. Their kubelets and agents are played: pods run and end at
 * once, and devices are held until the node is cordoned and those pods are gone that nothing would
 * bring back there. A pod holds {@link #DEVICE} by kubelet's word, unless it has a resource claim.
 */
final class PaperNodes implements AutoCloseable {

  /** The address of the only device. */
  static final String DEVICE = "0000:01:10.0";

  /** The label of pods that have nothing that anybody needs. */
  static final String BYSTANDER = "example.org/bystander";

  /** Each node's label; its value is the name of all of them together. */
  static final String LABEL = "example.org/fleet";

  private static final String CORDON = "passthrough.dev/cordoned-by-rollout";
  private static final PatchContext AS_AGENT =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("passthrough-agent")
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final List<String> names;
  private final SharedIndexInformer<Node> seenNodes;
  private final SharedIndexInformer<PassthroughNode> seenObjects;
  private final ScheduledExecutorService agents = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, String> said = new ConcurrentHashMap<>();

  /**
   * @param name of all of them together
   * @param watcher is told what becomes of objects, those of other nodes too
   */
  PaperNodes(
      KubernetesClient client,
      String name,
      List<String> names,
      ResourceEventHandler<PassthroughNode> watcher) {
    this.client = client;
    this.names = names;
    names.forEach(it -> client.resource(paper(it, name)).create());
    seenNodes = client.nodes().withLabel(LABEL, name).inform();
    seenObjects = client.resources(PassthroughNode.class).inform(watcher);
    var _ = agents.scheduleWithFixedDelay(this::play, 0, 300, TimeUnit.MILLISECONDS);
  }

  boolean haveObjects() {
    return names.stream().allMatch(it -> object(it).isPresent());
  }

  /**
   * Agents say from now on that a pod holds a device which they need, until their node is empty.
   */
  void needDevices() {
    names.forEach(it -> say(it, "False", "InUse"));
  }

  /** Whether no rollout keeps a node cordoned, and all are well. */
  boolean areFreeAndWell() {
    return names.stream().noneMatch(it -> node(it).filter(PaperNodes::isCordoned).isPresent())
        && names.stream().allMatch(it -> object(it).filter(PaperNodes::isWell).isPresent());
  }

  @Override
  public void close() {
    agents.shutdownNow();
    seenNodes.close();
    seenObjects.close();
    names.forEach(it -> client.nodes().withName(it).delete());
  }

  /** While no API server answers, nothing is played. */
  private void play() {
    try {
      for (var node : names) {
        node(node).filter(PaperNodes::isStale).ifPresent(_ -> beat(node));
        var pods = pods(node);
        pods.forEach(this::live);
        sayAgain(node);
        if (isEmptied(node) && pods.stream().allMatch(PaperNodes::mayStay)) {
          say(node, "True", "AsDesired");
        }
      }
    } catch (KubernetesClientException later) {
      System.out.println("What is played waits: " + later.getMessage());
    }
  }

  /** As agents do: what somebody wrote over it, or what was asked before, does not stay said. */
  private void sayAgain(String node) {
    var word = said.get(node);
    if (word != null && object(node).filter(it -> !says(it, word)).isPresent()) {
      say(node, word, word.equals("True") ? "AsDesired" : "InUse");
    }
  }

  /** The rollout is at it, nothing new comes, and the agent has not been content yet. */
  private boolean isEmptied(String node) {
    return node(node).filter(it -> Boolean.TRUE.equals(it.getSpec().getUnschedulable())).isPresent()
        && object(node)
            .filter(it -> !isWell(it))
            .flatMap(it -> Optional.ofNullable(it.getStatus()))
            .flatMap(it -> Optional.ofNullable(it.maintenance()))
            .isPresent();
  }

  private List<Pod> pods(String node) {
    return client.pods().inNamespace("default").withField("spec.nodeName", node).list().getItems();
  }

  private void live(Pod pod) {
    if (pod.isMarkedForDeletion()) {
      client.resource(pod).withGracePeriod(0).delete();
    } else if (!"Running".equals(pod.getStatus().getPhase())) {
      client.resource(pod).editStatus(PaperNodes::running);
    }
  }

  private static Pod running(Pod pod) {
    return new PodBuilder(pod)
        .editOrNewStatus()
        .withPhase("Running")
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .withLastTransitionTime(time())
        .endCondition()
        .endStatus()
        .build();
  }

  private static boolean mayStay(Pod pod) {
    return pod.getMetadata().getLabels().containsKey(BYSTANDER) || comesBack(pod);
  }

  private static boolean comesBack(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
            .anyMatch(it -> it.getKind().equals("DaemonSet"))
        || Optional.ofNullable(pod.getMetadata().getAnnotations())
            .filter(it -> it.containsKey("kubernetes.io/config.mirror"))
            .isPresent();
  }

  private Optional<Node> node(String node) {
    return Optional.ofNullable(seenNodes.getStore().getByKey(node));
  }

  private Optional<PassthroughNode> object(String node) {
    return Optional.ofNullable(seenObjects.getStore().getByKey(node));
  }

  private static boolean isCordoned(Node node) {
    return Boolean.TRUE.equals(node.getSpec().getUnschedulable())
        && Optional.ofNullable(node.getMetadata().getAnnotations())
            .filter(it -> it.containsKey(CORDON))
            .isPresent();
  }

  private static boolean isWell(PassthroughNode object) {
    return says(object, "True");
  }

  /** Whether Ready is so, of what is asked now. */
  private static boolean says(PassthroughNode object, String ready) {
    return Conditions.find(Conditions.current(object), ConditionType.Ready)
        .filter(it -> it.status().equals(ready))
        .filter(it -> object.getMetadata().getGeneration().equals(it.observedGeneration()))
        .isPresent();
  }

  private void say(String node, String ready, String reason) {
    said.put(node, ready);
    var generation = object(node).orElseThrow().getMetadata().getGeneration();
    var word = new PassthroughNode();
    word.setMetadata(new ObjectMetaBuilder().withName(node).build());
    word.setStatus(
        new PassthroughNodeStatus(
            generation,
            null,
            List.of(held(node)),
            List.of(
                new Condition("Ready", ready, generation, time(), reason, "played by a test"))));
    client.resource(word).subresource("status").patch(AS_AGENT);
  }

  /** Of the pods in the namespace default. */
  private ResourceStatus held(String node) {
    var uses =
        pods(node).stream()
            .filter(it -> it.getSpec().getResourceClaims().isEmpty())
            .map(it -> new DeviceUse(DEVICE, "default/" + it.getMetadata().getName(), null))
            .toList();
    return new ResourceStatus(
        "nic-vfs", Product.RESOURCE, 1, 1, List.of(DEVICE), uses, List.of(), List.of());
  }

  /** The node's life cycle controller gives a node up whose kubelet is silent for 50 s. */
  private static boolean isStale(Node node) {
    return node.getStatus().getConditions().stream()
        .filter(it -> it.getType().equals("Ready") && it.getStatus().equals("True"))
        .noneMatch(
            it -> Instant.parse(it.getLastHeartbeatTime()).isAfter(Instant.now().minusSeconds(10)));
  }

  private void beat(String node) {
    client
        .nodes()
        .withName(node)
        .editStatus(it ->
            new NodeBuilder(it)
                .editOrNewStatus()
                .withConditions(
                    new NodeConditionBuilder()
                        .withType("Ready")
                        .withStatus("True")
                        .withReason("Played")
                        .withLastHeartbeatTime(time())
                        .withLastTransitionTime(time())
                        .build())
                .endStatus()
                .build());
  }

  private static String time() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static Node paper(String node, String name) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(node)
        .addToLabels(LABEL, name)
        .endMetadata()
        .withNewStatus()
        .addToAllocatable("pods", new Quantity("10"))
        .addToAllocatable("cpu", new Quantity("4"))
        .addToAllocatable("memory", new Quantity("4Gi"))
        .endStatus()
        .build();
  }
}
