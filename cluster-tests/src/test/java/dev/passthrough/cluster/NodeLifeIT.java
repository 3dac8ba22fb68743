package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@ClusterTest
class NodeLifeIT {

  private final Product product;

  NodeLifeIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void offerThreeFunctions() {
    product.offer(Product.functions(3));
  }

  @AfterEach
  void withdraw() {
    product.withdraw();
  }

  @Test
  @DisplayName(
      "the node offers three functions; a pod that asks for two gets two of their addresses and nodes")
  void podGetsItsDevices() {
    Product.eventually("3 in the node's allocatable").until(() -> product.allocatable() == 3);
    var log = Consumer.of(product, Product.RESOURCE, 2).log();
    var addresses =
        log.lines()
            .filter(it -> it.startsWith("PCI_RESOURCE_INTEL_COM_IGB-VF="))
            .map(it -> it.substring(it.indexOf('=') + 1).split(","))
            .findFirst();
    assertThat(addresses).as(log).isPresent();
    assertThat(addresses.orElseThrow())
        .hasSize(2)
        .doesNotHaveDuplicates()
        .isSubsetOf(FixtureHost.FUNCTIONS);
    assertThat(log.lines().filter(it -> it.startsWith("/dev/vfio/")))
        .as("the container's node and the groups of two functions")
        .hasSize(3)
        .contains("/dev/vfio/vfio");
  }

  @Test
  @DisplayName("after a restart of kubelet the resource is back")
  void kubeletRestart() throws Exception {
    Product.eventually("3 in the node's allocatable").until(() -> product.allocatable() == 3);
    product.rig().restartKubelet("TERM");
    assertThat(Consumer.of(product, Product.RESOURCE, 3).log())
        .contains("PCI_RESOURCE_INTEL_COM_IGB-VF=");
    Product.eventually("3 in the node's allocatable").until(() -> product.allocatable() == 3);
  }

  @Test
  @DisplayName(
      "deletion leaves nothing offered and no label, and the operator was never refused anything")
  void deletion() {
    Product.eventually("3 in the node's allocatable").until(() -> product.allocatable() == 3);
    product.object(Rig.NODE).delete();
    Product.eventually("the object to be gone").until(() -> product.object(Rig.NODE).get() == null);
    Product.eventually("0 in the node's allocatable").until(() -> product.allocatable() == 0);
    assertThat(product.client().nodes().withName(Rig.NODE).get().getMetadata().getLabels())
        .doesNotContainKey("passthrough.dev/agent");
    assertThat(product.operatorLog()).doesNotContainIgnoringCase("forbidden");
  }
}
