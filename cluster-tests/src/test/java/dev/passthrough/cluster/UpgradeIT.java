package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@ClusterTest
@DisplayName("In a rolling update of the agents")
class UpgradeIT {

  private final Product product;
  private final Set<String> allocatable = new ConcurrentSkipListSet<>();

  UpgradeIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void offer() {
    product.offer(Product.functions(3));
    Product.eventually("3 in the node's allocatable").until(() -> product.allocatable() == 3);
  }

  @AfterEach
  void withdraw() {
    product.withdraw();
  }

  @Test
  @DisplayName(
      "the next agent has the devices registered before the last one goes, and a pod keeps its own")
  void overlap() throws Exception {
    var pod = Consumer.staying(product, Product.RESOURCE, 1).pod();
    var nodes = product.client().nodes().withName(Rig.NODE);
    try (var _ = nodes.watch(new Seen())) {
      replaceAgents();
      var log = Consumer.of(product, Product.RESOURCE, 2).log();
      assertThat(log).contains("PCI_RESOURCE_INTEL_COM_IGB-VF=");
      replaceAgents();
      assertThat(Consumer.of(product, Product.RESOURCE, 2).log()).contains("PCI_RESOURCE");
    } finally {
      product.client().resource(pod).withGracePeriod(0).delete();
    }
    assertThat(allocatable)
        .as("every number of allocatable functions that was told")
        .containsOnly("3");
  }

  /** Two operators at work would write their templates in turn, each with agents of its own. */
  private void replaceAgents() {
    var before = product.agentSet();
    var update = RollingUpdate.begin(product);
    Product.eventually("other agents, ready").until(update::isDone);
    assertThat(product.agentSet().getMetadata().getGeneration())
        .as("generation of the agents' DaemonSet, which had one more template")
        .isEqualTo(before.getMetadata().getGeneration() + 1);
  }

  /** Notes what the node says it can hand out. */
  private final class Seen implements Watcher<Node> {

    @Override
    public void eventReceived(Action action, Node node) {
      allocatable.add(
          node.getStatus()
              .getAllocatable()
              .getOrDefault(Product.RESOURCE, new Quantity("0"))
              .getAmount());
    }

    @Override
    public void onClose(WatcherException cause) {
      allocatable.add("unknown: " + cause.getMessage());
    }
  }
}
