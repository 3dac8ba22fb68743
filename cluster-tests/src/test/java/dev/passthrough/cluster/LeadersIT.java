package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The moments of the kills are a seed's: {@code -Dleaders.rounds=2 -Dleaders.seed=1}. */
@ClusterTest
@DisplayName("Of two replicas of the operator")
class LeadersIT {

  private static final int ROUNDS = Integer.getInteger("leaders.rounds", 2);
  private static final long SEED = Long.getLong("leaders.seed", 1);

  /** Steps of a rollout over three nodes that are sure to come, whoever leads. */
  private static final int STEPS = 9;

  private static final String LEASE = "passthrough-operator";

  private final Product product;

  LeadersIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void two() {
    product.change("operator.replicas", "2");
    Product.eventually("two replicas, one of which leads")
        .until(() -> product.pods("operator").size() == 2 && leader().isPresent());
  }

  @AfterEach
  void one() {
    product.change("operator.replicas", "1");
    Product.eventually("one replica").until(() -> product.pods("operator").size() == 1);
  }

  @Test
  @DisplayName("the one that ends gives the lease back, and the other one takes it")
  void ends() {
    var first = leader().orElseThrow();
    var holders = new CopyOnWriteArrayList<String>();
    try (Watch _ = lease().watch(new Holders(holders))) {
      product.client().pods().inNamespace(Product.NAMESPACE).withName(first).delete();
      Product.eventually("another leader")
          .until(() -> leader().filter(it -> !it.equals(first)).isPresent());
    }
    assertThat(holders).as("holders of the lease, one after the other").contains("");
  }

  @Test
  @DisplayName("one goes on with a rollout when the other one is killed: nothing begins twice")
  void killed() {
    var random = new Random(SEED);
    try (var fleet = new PaperFleet(product, "leaders", 3)) {
      for (int round = 1; round <= ROUNDS; round++) {
        int moment = 1 + random.nextInt(STEPS);
        var what = "round %d of seed %d: killed after step %d".formatted(round, SEED, moment);
        fleet.rollOut(what, moment, this::kill);
        Product.eventually("another leader")
            .until(() -> leader().isPresent() && product.operatorReady());
      }
    }
  }

  private void kill() throws IOException, InterruptedException {
    product.rig().killOperator(leader().orElseThrow());
  }

  private Resource<Lease> lease() {
    return product.client().leases().inNamespace(Product.NAMESPACE).withName(LEASE);
  }

  /** The pod that holds the lease; an identity begins with its name. */
  private Optional<String> leader() {
    var pods = product.pods("operator").stream().map(it -> it.getMetadata().getName()).toList();
    return Optional.ofNullable(lease().get())
        .map(LeadersIT::holder)
        .map(it -> it.replaceAll("_.*", ""))
        .filter(pods::contains);
  }

  private static String holder(Lease lease) {
    return Optional.ofNullable(lease.getSpec().getHolderIdentity()).orElse("");
  }

  private record Holders(List<String> seen) implements Watcher<Lease> {

    @Override
    public void eventReceived(Action action, Lease lease) {
      seen.add(holder(lease));
    }

    @Override
    public void onClose(WatcherException cause) {
      seen.add("the watch ended: " + cause);
    }
  }
}
