package dev.passthrough.cluster;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.DeviceUse;
import dev.passthrough.api.MaintenanceStatus;
import dev.passthrough.api.Mode;
import dev.passthrough.api.NodeSelector;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.PassthroughPolicySpec;
import dev.passthrough.api.PolicyTemplate;
import dev.passthrough.api.ResourceStatus;
import dev.passthrough.api.RolloutSpec;
import io.fabric8.kubernetes.api.model.IntOrString;
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
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that no kubelet stands behind, and a policy that rolls out over them. The nodes' kubelets
 * and agents are played here: pods run and end at once, and devices are held until the node is
 * cordoned and those pods are gone that nothing would bring back there. Each step of the rollout is
 * seen, in the API server's order.
 */
final class PaperFleet implements AutoCloseable {

  static final int AT_A_TIME = 1;

  static final String LABEL = "example.org/fleet";
  private static final String CORDON = "passthrough.dev/cordoned-by-rollout";
  private static final PatchContext AS_AGENT =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("passthrough-agent")
          .withForce(true)
          .build();

  private final Product product;
  private final KubernetesClient client;
  private final String name;
  private final List<String> nodes;
  private final RolloutSpec.Drain drain;
  private final SharedIndexInformer<Node> seenNodes;
  private final SharedIndexInformer<PassthroughNode> seenObjects;
  private final ScheduledExecutorService agents = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, MaintenanceStatus.Phase> atWork = new TreeMap<>();
  private final Map<String, Integer> begun = new TreeMap<>();
  private final Map<String, String> said = new ConcurrentHashMap<>();
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
    this.nodes = IntStream.rangeClosed(1, size).mapToObj(it -> name + "-" + it).toList();
    nodes.forEach(it -> client.resource(paper(it)).create());
    seenNodes = client.nodes().withLabel(LABEL, name).inform();
    seenObjects = client.resources(PassthroughNode.class).inform(new Steps());
    var _ = agents.scheduleWithFixedDelay(this::play, 0, 300, TimeUnit.MILLISECONDS);
    client.resource(policy()).create();
    Product.eventually("the nodes' objects")
        .until(() -> nodes.stream().allMatch(it -> object(it).isPresent()));
  }

  /** All nodes wait for the rollout from now on. {@code step} is told each step's number. */
  synchronized void begin(IntConsumer step) {
    begun.clear();
    mostAtOnce = 0;
    steps = 0;
    listener = step;
    nodes.forEach(it -> say(it, "False", "InUse"));
  }

  /** Whether each node was begun and ended since {@link #begin}. */
  synchronized boolean isDone() {
    return begun.keySet().containsAll(nodes)
        && atWork.isEmpty()
        && nodes.stream().noneMatch(it -> node(it).filter(PaperFleet::isCordoned).isPresent())
        && nodes.stream().allMatch(it -> object(it).filter(PaperFleet::isWell).isPresent());
  }

  /** How often work began on each node since {@link #begin}. */
  synchronized Map<String, Integer> begun() {
    return new TreeMap<>(begun);
  }

  /** The most nodes that were in the rollout's hands at a time since {@link #begin}. */
  synchronized int mostAtOnce() {
    return mostAtOnce;
  }

  @Override
  public void close() {
    client.resource(policy()).delete();
    Product.eventually("the policy to be gone")
        .until(() -> client.resource(policy()).get() == null);
    agents.shutdownNow();
    seenNodes.close();
    seenObjects.close();
    nodes.forEach(it -> client.nodes().withName(it).delete());
    nodes.forEach(it -> product.object(it).delete());
    Product.eventually("the objects to be gone")
        .until(() -> nodes.stream().allMatch(it -> product.object(it).get() == null));
    client.pods().inNamespace(Product.NAMESPACE).list().getItems().stream()
        .filter(it -> nodes.contains(it.getSpec().getNodeName()))
        .forEach(it -> client.resource(it).withGracePeriod(0).delete());
  }

  /** The names of the fleet's nodes. */
  List<String> nodes() {
    return nodes;
  }

  /** While no API server answers, nothing is played. */
  private void play() {
    try {
      for (var node : nodes) {
        node(node).filter(PaperFleet::isStale).ifPresent(_ -> beat(node));
        var pods = pods(node);
        pods.forEach(this::live);
        sayAgain(node);
        if (isEmptied(node) && pods.stream().allMatch(PaperFleet::comesBack)) {
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
      client.resource(pod).editStatus(PaperFleet::running);
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

  /** Each pod of the node in the namespace default has a device. */
  private ResourceStatus held(String node) {
    var uses =
        pods(node).stream()
            .map(it -> new DeviceUse("0000:01:10.0", "default/" + it.getMetadata().getName(), null))
            .toList();
    return new ResourceStatus(
        "nic-vfs",
        Product.RESOURCE,
        uses.size(),
        uses.size(),
        List.of(),
        uses,
        List.of(),
        List.of());
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

  private PassthroughPolicy policy() {
    var policy = new PassthroughPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withName(name).build());
    policy.setSpec(
        new PassthroughPolicySpec(
            new NodeSelector(Map.of(LABEL, name), List.of()),
            0,
            new PolicyTemplate(Mode.Enforce, null, List.of(Product.functions(1)), List.of()),
            new RolloutSpec(new IntOrString(AT_A_TIME), false, null, drain)));
    return policy;
  }

  private Node paper(String node) {
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
      if (!nodes.contains(node)) {
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
