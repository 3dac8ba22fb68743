package dev.passthrough.cluster;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Kubelet and agent end, or the agent is upgraded, at moments that a seed decides, while pods come
 * and go: {@code -Drestarts.rounds=50 -Drestarts.seed=1}.
 */
@ClusterTest
class RestartsIT {

  private static final int DEVICES = FixtureHost.FUNCTIONS.size();
  private static final int ROUNDS = Integer.getInteger("restarts.rounds", 50);
  private static final long SEED = Long.getLong("restarts.seed", 1);

  /** An operator starts, then an agent, while pods are made as fast as they can be. */
  private static final Duration UPGRADE = Duration.ofMinutes(4);

  private final Product product;
  private final Random random = new Random(SEED);
  private final List<Pod> pods = new ArrayList<>();
  private final Map<String, Integer> refusals = new TreeMap<>();
  private int upgrades;

  RestartsIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void offerFunctions() {
    product.offer(Product.functions(DEVICES));
  }

  @AfterEach
  void withdraw() {
    List.copyOf(pods).forEach(this::end);
    if (upgrades % 2 == 1) {
      var back = RollingUpdate.begin(product);
      Product.eventually("the agent as it was before").until(back::isDone);
    }
    product.withdraw();
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
        "%d rounds, %d of them upgrades; pods refused: %s%n", ROUNDS, upgrades, refusals);
  }

  /**
   * Kubelet ends while pods come and go. While no agent answers, kubelet itself refuses new pods
   * ({@code devicemanager/manager.go}: it counts the devices as unhealthy as soon as the stream
   * ends), so none is made in that time.
   */
  private String somethingEnds() throws IOException, InterruptedException {
    podsComeAndGo(random);
    switch (random.nextInt(9)) {
      case 0 -> {
        upgradeAgent();
        return "the agent was upgraded";
      }
      case 1, 2 -> {
        settle("before the agent ends");
        killAgent();
        return "the agent was killed";
      }
      case 3, 4 -> {
        settle("before both end");
        killAgent("KILL");
        return "the agent and kubelet were killed";
      }
      case 5, 6 -> {
        MILLISECONDS.sleep(random.nextInt(400));
        product.rig().restartKubelet("TERM");
      }
      default -> {
        MILLISECONDS.sleep(random.nextInt(400));
        product.rig().restartKubelet("KILL");
      }
    }
    podsComeAndGo(random);
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
    Product.eventually("another agent")
        .until(() -> !before.containsAll(product.rig().agentSockets()));
  }

  /**
   * One agent or the other serves at each moment. A pod may be refused all the same: kubelet has
   * the devices of a pod that was deleted without grace for a moment longer than the API server has
   * the pod.
   */
  private void upgradeAgent() {
    var update = RollingUpdate.begin(product);
    upgrades++;
    // Of its own: how often it is asked depends on the machine, and what comes after must not.
    var within = new Random(SEED + upgrades);
    Product.eventually("another agent, ready")
        .atMost(UPGRADE)
        .until(() -> {
          podsComeAndGo(within);
          return update.isDone();
        });
  }

  private void podsComeAndGo(Random chance) {
    if (!pods.isEmpty() && chance.nextBoolean()) {
      end(pods.get(chance.nextInt(pods.size())));
    }
    int free = DEVICES - asked();
    if (free > 0 && chance.nextInt(3) > 0) {
      pods.add(Consumer.staying(product, Product.RESOURCE, 1 + chance.nextInt(free)).pod());
    }
  }

  private void settle(String what) {
    Product.eventually(what)
        .untilAsserted(() -> {
          replaceRefused();
          assertThat(phases()).allMatch("Running"::equals);
          assertThat(product.allocatable()).isEqualTo(DEVICES);
          assertThat(given()).as("given to pods by kubelet's checkpoint").hasSize(asked());
          assertThat(told()).as("who has what by the object's status").isEqualTo(byCheckpoint());
        });
  }

  /** Kubelet's words for it. */
  private Optional<String> refusal(Pod pod) {
    return Optional.ofNullable(product.client().resource(pod).get())
        .map(Pod::getStatus)
        .filter(it -> "UnexpectedAdmissionError".equals(it.getReason()))
        .map(it -> String.valueOf(it.getMessage()));
  }

  private void end(Pod pod) {
    refusal(pod).ifPresent(it -> refusals.merge(it, 1, Integer::sum));
    product.client().resource(pod).withGracePeriod(0).delete();
    Product.eventually(pod.getMetadata().getName() + " to be gone")
        .until(() -> product.client().resource(pod).get() == null);
    pods.remove(pod);
  }

  private int asked() {
    return pods.stream().mapToInt(RestartsIT::asked).sum();
  }

  private static int asked(Pod pod) {
    var limits = pod.getSpec().getContainers().getFirst().getResources().getLimits();
    return Integer.parseInt(limits.getOrDefault(Product.RESOURCE, new Quantity("0")).getAmount());
  }

  /**
   * Kubelet refuses a pod that it meets between its own start and the registration of the resource
   * ({@code devicemanager/manager.go}: no device is healthy then). Whoever made the pod makes
   * another, as KubeVirt does; the refused one must not keep a device.
   */
  private void replaceRefused() {
    for (var pod : List.copyOf(pods)) {
      if (refusal(pod).isPresent()) {
        int count = asked(pod);
        end(pod);
        pods.add(Consumer.staying(product, Product.RESOURCE, count).pod());
      }
    }
  }

  private List<String> phases() {
    return pods.stream()
        .map(pod -> product.client().resource(pod).require().getStatus())
        .map(it -> it.getPhase() + (it.getReason() == null ? "" : " " + it.getMessage()))
        .toList();
  }

  /** Devices of pods that are there, one entry for each pod that has it. */
  private List<String> given() throws IOException, InterruptedException {
    return byCheckpoint().stream().map(Held::device).toList();
  }

  /** Who has what in kubelet's checkpoint, of the pods that are there. */
  private List<Held> byCheckpoint() throws IOException, InterruptedException {
    var names = new HashMap<String, String>();
    pods.forEach(it -> names.put(it.getMetadata().getUid(), it.getMetadata().getName()));
    var held = new ArrayList<Held>();
    var checkpoint = new ObjectMapper().readTree(product.rig().kubeletCheckpoint());
    for (JsonNode entry : checkpoint.at("/Data/PodDeviceEntries")) {
      var pod = names.get(entry.get("PodUID").asText());
      if (pod != null && entry.get("ResourceName").asText().equals(Product.RESOURCE)) {
        for (var ids : entry.get("DeviceIDs")) {
          ids.forEach(id -> held.add(new Held(id.asText(), "default/" + pod)));
        }
      }
    }
    held.sort(Held.BY_DEVICE);
    return held;
  }

  /** Who has what as the agent tells it. */
  private List<Held> told() {
    return product.object(Rig.NODE).require().getStatus().resources().stream()
        .flatMap(it -> it.inUse().stream())
        .map(it -> new Held(it.device(), it.pod()))
        .sorted(Held.BY_DEVICE)
        .toList();
  }

  /**
   * @param pod with its namespace
   */
  private record Held(String device, String pod) {
    static final Comparator<Held> BY_DEVICE =
        Comparator.comparing(Held::device).thenComparing(Held::pod);
  }
}
