package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rig's containerd has CDI switched on and looks where the agents write. */
@ClusterTest
@DisplayName("A resource with CDI names and a real container runtime")
class CdiIT {

  private final Product product;

  CdiIT(Product product) {
    this.product = product;
  }

  @AfterEach
  void withdraw() {
    product.withdraw();
  }

  @Test
  @DisplayName(
      "the runtime is given the names of exactly the devices that the pod has, and finds what they are")
  void resolved() throws Exception {
    product.offer(Product.functions(FixtureHost.FUNCTIONS.size()).withCdi());

    var log = Consumer.of(product, Product.RESOURCE, 1).log();

    var device =
        log.lines()
            .filter(it -> it.startsWith("PCI_RESOURCE_"))
            .map(it -> it.substring(it.indexOf('=') + 1))
            .findFirst()
            .orElseThrow(() -> new AssertionError(log));
    var spec =
        product
            .rig()
            .execute("cat", "/fixture/var/run/cdi/passthrough.dev-vfio-intel.com_igb-vf.json");
    assertThat(spec).contains("\"" + device + "\"");
    var told =
        product
            .rig()
            .execute("cat", "/var/log/rig/containerd.log")
            .lines()
            .filter(it -> it.contains("CDI devices"))
            .toList();
    assertThat(told)
        .as("what the runtime says of the names that it looked up")
        .anyMatch(it -> it.contains("passthrough.dev/vfio") && it.contains("=" + device))
        .noneMatch(it -> it.contains("unresolvable"));
  }
}
