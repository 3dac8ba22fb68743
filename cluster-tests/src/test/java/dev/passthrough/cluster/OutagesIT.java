package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The moments are a seed's: {@code -Doutages.rounds=3 -Doutages.seed=1}; the API server is away for
 * {@code -Doutages.seconds=60}.
 */
@ClusterTest
@DisplayName("A rollout")
class OutagesIT {

  private static final int ROUNDS = Integer.getInteger("outages.rounds", 3);
  private static final int SECONDS = Integer.getInteger("outages.seconds", 60);
  private static final long SEED = Long.getLong("outages.seed", 1);
  private static final int STEPS = 9;

  private final Product product;

  OutagesIT(Product product) {
    this.product = product;
  }

  @Test
  @DisplayName(
      "goes on where it was when the operator is killed: nothing begins twice, or too much")
  void operatorKilled() {
    var random = new Random(SEED);
    try (var fleet = new PaperFleet(product, "outages", 3)) {
      for (int round = 1; round <= ROUNDS; round++) {
        int moment = 1 + random.nextInt(STEPS);
        var what = "round %d of seed %d: killed after step %d".formatted(round, SEED, moment);
        var killed = new CompletableFuture<Boolean>();
        fleet.begin(step -> {
          if (step == moment) {
            killed.completeAsync(this::killOperator);
          }
        });
        Product.eventually(what).until(() -> killed.isDone() && fleet.isDone());
        assertThat(fleet.begun().values()).as(what).containsOnly(1);
        assertThat(fleet.mostAtOnce()).as(what).isEqualTo(PaperFleet.AT_A_TIME);
      }
    }
  }

  @Test
  @DisplayName("outlasts the API server's absence, and so does an agent: no program starts anew")
  void apiServerAway() throws Exception {
    product.offer(Product.functions(3));
    Product.eventually("3 in the node's allocatable").until(() -> product.allocatable() == 3);
    Product.eventually("an operator that runs").until(product::operatorReady);
    try (var fleet = new PaperFleet(product, "away", 3)) {
      var before = restarts();
      var begun = new CompletableFuture<Boolean>();
      fleet.begin(step -> begun.complete(true));
      begun.get(1, TimeUnit.MINUTES);
      product.rig().endApiServer();
      TimeUnit.SECONDS.sleep(SECONDS);
      product.rig().startApiServer();

      Product.eventually("the rollout to go on").until(fleet::isDone);
      assertThat(fleet.begun().values()).containsOnly(1);
      assertThat(fleet.mostAtOnce()).isEqualTo(PaperFleet.AT_A_TIME);
      Product.eventually("3 in the node's allocatable").until(() -> product.allocatable() == 3);
      assertThat(Consumer.of(product, Product.RESOURCE, 1).log()).contains("PCI_RESOURCE");
      assertThat(restarts()).as("how often each pod was started").isEqualTo(before);
    } finally {
      product.withdraw();
    }
  }

  private Map<String, Integer> restarts() {
    var restarts = new TreeMap<String, Integer>();
    Stream.concat(product.pods("operator").stream(), product.agents().stream())
        .filter(it -> Rig.NODE.equals(it.getSpec().getNodeName()))
        .forEach(it -> restarts.put(it.getMetadata().getName(), restarts(it)));
    return restarts;
  }

  private static int restarts(Pod pod) {
    return pod.getStatus().getContainerStatuses().getFirst().getRestartCount();
  }

  private boolean killOperator() {
    try {
      product.rig().killOperator(product.pods("operator").getFirst().getMetadata().getName());
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
