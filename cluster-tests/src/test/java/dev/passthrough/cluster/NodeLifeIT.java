package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PhysicalFunctionSelector;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.api.VirtualFunctions;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodList;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@ClusterTest
class NodeLifeIT {

  private static final String RESOURCE = "intel.com/igb-vf";

  private final Product product;

  NodeLifeIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void bringAboutThreeFunctions() {
    var functions = new VirtualFunctions(new PhysicalFunctionSelector(FixtureHost.CARD), 3);
    var object = new PassthroughNode();
    object.setMetadata(new ObjectMetaBuilder().withName(Rig.NODE).build());
    object.setSpec(
        new PassthroughNodeSpec(
            Mode.Enforce, List.of(ResourceEntry.of("nic-vfs", RESOURCE, functions))));
    product.client().resource(object).create();
    eventually("Ready=True")
        .untilAsserted(() ->
            assertThat(Conditions.holds(object(), ConditionType.Ready))
                .as("%s", Conditions.current(object()))
                .isTrue());
  }

  @AfterEach
  void delete() {
    product.object(Rig.NODE).delete();
    eventually("object and DaemonSet to be gone")
        .untilAsserted(() -> {
          assertThat(product.object(Rig.NODE).get()).isNull();
          assertThat(agents().getItems()).isEmpty();
        });
  }

  @Test
  @DisplayName(
      "the node offers three functions; a pod that asks for two gets two of their addresses and nodes")
  void podGetsItsDevices() {
    eventually("3 in the node's allocatable").until(() -> allocatable().equals("3"));
    var log = Consumer.of(product, RESOURCE, 2).log();
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
    eventually("3 in the node's allocatable").until(() -> allocatable().equals("3"));
    product.rig().restartKubelet("TERM");
    assertThat(Consumer.of(product, RESOURCE, 3).log()).contains("PCI_RESOURCE_INTEL_COM_IGB-VF=");
    eventually("3 in the node's allocatable").until(() -> allocatable().equals("3"));
  }

  @Test
  @DisplayName(
      "deletion leaves nothing offered and no label, and the operator was never refused anything")
  void deletion() {
    eventually("3 in the node's allocatable").until(() -> allocatable().equals("3"));
    product.object(Rig.NODE).delete();
    eventually("the object to be gone").until(() -> product.object(Rig.NODE).get() == null);
    eventually("0 in the node's allocatable").until(() -> allocatable().equals("0"));
    assertThat(product.client().nodes().withName(Rig.NODE).get().getMetadata().getLabels())
        .doesNotContainKey("passthrough.dev/agent");
    assertThat(operatorLog()).doesNotContainIgnoringCase("forbidden");
  }

  private PassthroughNode object() {
    return product.object(Rig.NODE).require();
  }

  private PodList agents() {
    return product
        .client()
        .pods()
        .inNamespace(Product.NAMESPACE)
        .withLabel("app.kubernetes.io/component", "agent")
        .list();
  }

  private String operatorLog() {
    return product
        .client()
        .apps()
        .deployments()
        .inNamespace(Product.NAMESPACE)
        .withName("passthrough-operator")
        .getLog();
  }

  private String allocatable() {
    var node = product.client().nodes().withName(Rig.NODE).get();
    return Optional.ofNullable(node.getStatus().getAllocatable().get(RESOURCE))
        .map(Object::toString)
        .orElse("0");
  }

  private static ConditionFactory eventually(String what) {
    return await(what).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(200));
  }
}
