package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The moments are a seed's: {@code -Doutages.rounds=3 -Doutages.seed=1}; the API server is away for
 * {@code -Doutages.seconds=60} in the first round, and for a few in each of the others.
 */
@ClusterTest
@DisplayName("A rollout")
class OutagesIT {

  private static final int ROUNDS = Integer.getInteger("outages.rounds", 3);
  private static final int SECONDS = Integer.getInteger("outages.seconds", 60);
  private static final int FEW_SECONDS = 3;

  /** An operator that ended over it would have been started again twice. */
  private static final int SECONDS_OF_START = 30;

  private static final long SEED = Long.getLong("outages.seed", 1);
  private static final int STEPS = 9;

  private final Product product;
  private final Rig rig;

  OutagesIT(Product product) {
    this.product = product;
    this.rig = product.rig();
  }

  @BeforeEach
  void runs() {
    Product.eventually("an operator that runs").until(product::operatorReady);
  }

  @Test
  @DisplayName(
      "goes on where it was when the operator is killed: nothing begins twice, or too much")
  void operatorKilled() {
    var random = new Random(SEED);
    try (var fleet = new PaperFleet(product, "outages", 3)) {
      for (int round = 1; round <= ROUNDS; round++) {
        int moment = 1 + random.nextInt(STEPS);
        fleet.rollOut(
            "round %d of seed %d: killed after step %d".formatted(round, SEED, moment),
            moment,
            () -> rig.killOperator(name(operator())));
      }
    }
  }

  @Test
  @DisplayName(
      "outlasts the API server's absence: no agent starts anew, and the operator at most once each time, which cannot keep its lease")
  void apiServerAway() throws Exception {
    product.offer(Product.functions(3));
    Product.eventually("3 in the node's allocatable").until(() -> product.allocatable() == 3);
    var random = new Random(SEED);
    var agents = restarts(product.agents());
    int operators = restarts(operator());
    try (var fleet = new PaperFleet(product, "away", 3)) {
      for (int round = 1; round <= ROUNDS; round++) {
        int moment = 1 + random.nextInt(STEPS);
        int seconds = round == 1 ? SECONDS : FEW_SECONDS;
        fleet.rollOut(
            "round %d of seed %d: no API server for %d s after step %d"
                .formatted(round, SEED, seconds, moment),
            moment,
            () -> withoutApiServer(() -> TimeUnit.SECONDS.sleep(seconds)));
      }
      Product.eventually("3 in the node's allocatable").until(() -> product.allocatable() == 3);
      assertThat(Consumer.of(product, Product.RESOURCE, 1).log()).contains("PCI_RESOURCE");
      assertThat(restarts(product.agents()))
          .as("how often each agent was started again")
          .isEqualTo(agents);
      assertThat(restarts(operator()) - operators)
          .as("how often the operator was started again, whose lease runs out meanwhile")
          .isBetween(0, ROUNDS);
    } finally {
      product.withdraw();
    }
  }

  @Test
  @DisplayName("goes on by an operator that was started without an API server, and waits for it")
  void startedWithoutApiServer() {
    var operator = operator();
    try (var fleet = new PaperFleet(product, "before", 3)) {
      fleet.rollOut(
          "started without an API server",
          1,
          () ->
              withoutApiServer(() -> {
                var first = rig.operatorProcess(name(operator));
                rig.killOperator(name(operator));
                Product.eventually("another process of the operator")
                    .until(() -> {
                      var process = rig.operatorProcess(name(operator));
                      return process.isPresent() && !process.equals(first);
                    });
                TimeUnit.SECONDS.sleep(SECONDS_OF_START);
              }));
      assertThat(restarts(operator()))
          .as("how often the operator was started again")
          .isEqualTo(restarts(operator) + 1);
    }
  }

  private void withoutApiServer(PaperFleet.Disturbance meanwhile)
      throws IOException, InterruptedException {
    rig.endApiServer();
    try {
      meanwhile.happen();
    } finally {
      rig.startApiServer();
    }
  }

  private Pod operator() {
    return product.pods("operator").getFirst();
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getName();
  }

  private static Map<String, Integer> restarts(List<Pod> pods) {
    var restarts = new TreeMap<String, Integer>();
    pods.stream()
        .filter(it -> Rig.NODE.equals(it.getSpec().getNodeName()))
        .forEach(it -> restarts.put(name(it), restarts(it)));
    return restarts;
  }

  private static int restarts(Pod pod) {
    return pod.getStatus().getContainerStatuses().getFirst().getRestartCount();
  }
}
