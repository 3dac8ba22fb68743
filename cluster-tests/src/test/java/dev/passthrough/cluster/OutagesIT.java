package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The moments are a seed's: {@code -Doutages.rounds=3 -Doutages.seed=1}. */
@ClusterTest
@DisplayName("A rollout")
class OutagesIT {

  private static final int ROUNDS = Integer.getInteger("outages.rounds", 3);
  private static final long SEED = Long.getLong("outages.seed", 1);
  private static final int STEPS = 9;

  private final Product product;

  OutagesIT(Product product) {
    this.product = product;
  }

  @Test
  @DisplayName(
      "goes on where it was when the operator is killed: nothing begins twice, or too much")
  void operatorKilled() throws Exception {
    var random = new Random(SEED);
    try (var fleet = new PaperFleet(product, "outages", 3)) {
      for (int round = 1; round <= ROUNDS; round++) {
        int moment = 1 + random.nextInt(STEPS);
        var what = "round %d of seed %d: killed after step %d".formatted(round, SEED, moment);
        var killed = new CompletableFuture<Boolean>();
        fleet.begin(step -> {
          if (step == moment) {
            killed.completeAsync(this::kill);
          }
        });
        Product.eventually(what).until(() -> killed.isDone() && fleet.isDone());
        killed.get();
        assertThat(fleet.begun().values()).as(what).containsOnly(1);
        assertThat(fleet.mostAtOnce()).as(what).isEqualTo(PaperFleet.AT_A_TIME);
      }
    }
  }

  private boolean kill() {
    try {
      product.rig().killOperator(product.pods("operator").getFirst().getMetadata().getName());
      return true;
    } catch (IOException | InterruptedException failed) {
      throw new CompletionException(failed);
    }
  }
}
