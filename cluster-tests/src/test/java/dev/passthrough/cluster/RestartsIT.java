package dev.passthrough.cluster;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PhysicalFunctionSelector;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.api.VirtualFunctions;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Kubelet and agent end at moments that a seed decides, while pods come and go: {@code
 * -Drestarts.rounds=15 -Drestarts.seed=1}.
 */
@ClusterTest
class RestartsIT {

  private static final String RESOURCE = "intel.com/igb-vf";
  private static final int DEVICES = FixtureHost.FUNCTIONS.size();
  private static final int ROUNDS = Integer.getInteger("restarts.rounds", 15);
  private static final long SEED = Long.getLong("restarts.seed", 1);

  private final Product product;
  private final Random random = new Random(SEED);
  private final List<Pod> pods = new ArrayList<>();
  private int refused;

  RestartsIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void offerFunctions() {
    var functions = new VirtualFunctions(new PhysicalFunctionSelector(FixtureHost.CARD), DEVICES);
    var object = new PassthroughNode();
    object.setMetadata(new ObjectMetaBuilder().withName(Rig.NODE).build());
    object.setSpec(
        new PassthroughNodeSpec(
            Mode.Enforce, List.of(ResourceEntry.of("nic-vfs", RESOURCE, functions))));
    product.client().resource(object).create();
    settled("Ready=True")
        .untilAsserted(() ->
            assertThat(Conditions.holds(product.object(Rig.NODE).require(), ConditionType.Ready))
                .isTrue());
  }

  @AfterEach
  void delete() {
    List.copyOf(pods).forEach(this::end);
    product.object(Rig.NODE).delete();
    settled("the object to be gone").until(() -> product.object(Rig.NODE).get() == null);
  }

  @Test
  @DisplayName(
      "kubelet and agent end again and again: every pod runs, no device is in two, the node offers all of them")
  void survives() throws Exception {
    for (int round = 1; round <= ROUNDS; round++) {
      var what = "round %d of seed %d: %s".formatted(round, SEED, somethingEnds());
      settle(what);
      assertThat(given()).as(what).doesNotHaveDuplicates().isSubsetOf(FixtureHost.FUNCTIONS);
    }
    System.out.printf(
        "%d rounds, %d pods refused by a kubelet that had just started%n", ROUNDS, refused);
  }

  /**
   * Kubelet ends while pods come and go. While no agent answers, kubelet itself refuses new pods
   * ({@code devicemanager/manager.go}: it counts the devices as unhealthy as soon as the stream
   * ends), so none is made in that time.
   */
  private String somethingEnds() throws IOException, InterruptedException {
    podsComeAndGo();
    switch (random.nextInt(4)) {
      case 0 -> {
        settle("before the agent ends");
        killAgent();
        return "the agent was killed";
      }
      case 1 -> {
        settle("before both end");
        killAgent("KILL");
        return "the agent and kubelet were killed";
      }
      case 2 -> {
        MILLISECONDS.sleep(random.nextInt(400));
        product.rig().restartKubelet("TERM");
      }
      default -> {
        MILLISECONDS.sleep(random.nextInt(400));
        product.rig().restartKubelet("KILL");
      }
    }
    podsComeAndGo();
    return "kubelet was restarted";
  }

  /**
   * Until another agent serves; what the node's status says lags behind.
   *
   * @param kubelet signals by which kubelet ends too
   */
  private void killAgent(String... kubelet) throws IOException, InterruptedException {
    var before = product.rig().agentSockets();
    product.rig().killAgent();
    for (var signal : kubelet) {
      product.rig().restartKubelet(signal);
    }
    settled("another agent").until(() -> !before.containsAll(product.rig().agentSockets()));
  }

  private void podsComeAndGo() {
    if (!pods.isEmpty() && random.nextBoolean()) {
      end(pods.get(random.nextInt(pods.size())));
    }
    int free = DEVICES - asked();
    if (free > 0 && random.nextInt(3) > 0) {
      pods.add(Consumer.staying(product, RESOURCE, 1 + random.nextInt(free)).pod());
    }
  }

  private void settle(String what) {
    settled(what)
        .untilAsserted(() -> {
          replaceRefused();
          assertThat(phases()).allMatch("Running"::equals);
          assertThat(allocatable()).isEqualTo(DEVICES);
          assertThat(given()).as("given to pods by kubelet's checkpoint").hasSize(asked());
        });
  }

  private void end(Pod pod) {
    product.client().resource(pod).withGracePeriod(0).delete();
    settled(pod.getMetadata().getName() + " to be gone")
        .until(() -> product.client().resource(pod).get() == null);
    pods.remove(pod);
  }

  private int asked() {
    return pods.stream().mapToInt(RestartsIT::asked).sum();
  }

  private static int asked(Pod pod) {
    var limits = pod.getSpec().getContainers().getFirst().getResources().getLimits();
    return Integer.parseInt(limits.getOrDefault(RESOURCE, new Quantity("0")).getAmount());
  }

  /**
   * Kubelet refuses a pod that it meets between its own start and the registration of the resource
   * ({@code devicemanager/manager.go}: no device is healthy then). Whoever made the pod makes
   * another, as KubeVirt does; the refused one must not keep a device.
   */
  private void replaceRefused() {
    for (var pod : List.copyOf(pods)) {
      var status = product.client().resource(pod).require().getStatus();
      if ("UnexpectedAdmissionError".equals(status.getReason())) {
        refused++;
        int count = asked(pod);
        end(pod);
        pods.add(Consumer.staying(product, RESOURCE, count).pod());
      }
    }
  }

  private List<String> phases() {
    return pods.stream()
        .map(pod -> product.client().resource(pod).require().getStatus())
        .map(it -> it.getPhase() + (it.getReason() == null ? "" : " " + it.getMessage()))
        .toList();
  }

  private int allocatable() {
    var node = product.client().nodes().withName(Rig.NODE).require();
    return Integer.parseInt(
        node.getStatus().getAllocatable().getOrDefault(RESOURCE, new Quantity("0")).getAmount());
  }

  /** Devices of pods that are there, one entry for each pod that has it. */
  private List<String> given() throws IOException, InterruptedException {
    var uids = new TreeMap<String, String>();
    pods.forEach(it -> uids.put(it.getMetadata().getUid(), it.getMetadata().getName()));
    var given = new ArrayList<String>();
    var checkpoint = new ObjectMapper().readTree(product.rig().kubeletCheckpoint());
    for (JsonNode entry : checkpoint.at("/Data/PodDeviceEntries")) {
      if (uids.containsKey(entry.get("PodUID").asText())
          && entry.get("ResourceName").asText().equals(RESOURCE)) {
        entry.get("DeviceIDs").forEach(ids -> ids.forEach(id -> given.add(id.asText())));
      }
    }
    return given;
  }

  private static ConditionFactory settled(String what) {
    return await(what).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
  }
}
