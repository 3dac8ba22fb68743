package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PhysicalFunctionSelector;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.api.VirtualFunctions;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@ClusterTest
@DisplayName("KubeVirt's list of permitted host devices is kept in step")
class KubeVirtIT {

  private static final String RESOURCE = "intel.com/igb-vf";
  private static final String KUBEVIRT =
      """
      apiVersion: kubevirt.io/v1
      kind: KubeVirt
      metadata: {name: kubevirt, namespace: default}
      spec:
        configuration:
          developerConfiguration: {featureGates: [Snapshot]}
          permittedHostDevices:
            pciHostDevices: [{pciVendorSelector: "10DE:1EB8", resourceName: nvidia.com/t4}]
      """;
  private static final String HYPERCONVERGED =
      """
      apiVersion: hco.kubevirt.io/v1beta1
      kind: HyperConverged
      metadata: {name: kubevirt-hyperconverged, namespace: default}
      spec: {}
      """;

  private final Product product;

  KubeVirtIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void install() {
    apply(crds());
    create(KUBEVIRT);
  }

  @AfterEach
  void remove() {
    product.object(Rig.NODE).delete();
    eventually("the object to be gone").until(() -> product.object(Rig.NODE).get() == null);
    removeKinds();
  }

  private void removeKinds() {
    product.client().load(crds()).delete();
    eventually("the kinds to be gone")
        .until(() ->
            product
                    .client()
                    .apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName("kubevirts.kubevirt.io")
                    .get()
                == null);
  }

  @Test
  @DisplayName(
      "added beside a hand's entries, watched, added again, and taken out with the last use")
  void kubevirt() {
    offerFunctions();
    eventually("the entry")
        .untilAsserted(() -> assertThat(entries(kubevirtObject())).contains(RESOURCE));
    eventually("the gate to be missed")
        .untilAsserted(() -> assertPermitted("False", "HostDevicesOff"));

    patch(
        "{\"spec\":{\"configuration\":{\"developerConfiguration\":{\"featureGates\":[\"HostDevices\"]}}}}");
    eventually("all to be well").untilAsserted(() -> assertPermitted("True", "Permitted"));

    patch(
        """
        {"spec":{"configuration":{"permittedHostDevices":{"pciHostDevices":[\
        {"pciVendorSelector":"10DE:1EB8","resourceName":"nvidia.com/t4"},\
        {"pciVendorSelector":"8086:10CA","resourceName":"intel.com/igb-vf"}]}}}}\
        """);
    eventually("the rival to be seen")
        .untilAsserted(() -> assertPermitted("False", "RivalProvider"));

    patch(
        """
        {"spec":{"configuration":{"permittedHostDevices":{"pciHostDevices":[\
        {"pciVendorSelector":"10DE:1EB8","resourceName":"nvidia.com/t4"}]}}}}\
        """);
    eventually("the entry to be back").untilAsserted(() -> assertPermitted("True", "Permitted"));

    product.object(Rig.NODE).delete();
    eventually("the entry to be gone")
        .untilAsserted(() -> {
          assertThat(entries(kubevirtObject())).contains("nvidia.com/t4").doesNotContain(RESOURCE);
          assertThat(kubevirtObject().getMetadata().getAnnotations()).isNullOrEmpty();
        });
  }

  @Test
  @DisplayName("has a new resource before the node offers it first")
  void beforeTheFirstOffer() {
    try (var firsts = new Firsts(product, RESOURCE)) {
      offerFunctions();
      eventually("the entry and the offer")
          .until(() -> firsts.entry().isPresent() && firsts.offer().isPresent());
      assertThat(firsts.entry().getAsLong())
          .as("version in which KubeVirt has the entry, and the object the first device")
          .isLessThan(firsts.offer().getAsLong());
    }
  }

  @Test
  @DisplayName(
      "when KubeVirt comes to a node that offers its resources already, which stay offered")
  void comesLater() {
    removeKinds();
    offerFunctions();
    eventually("3 functions, of which nobody has to be told")
        .untilAsserted(() -> {
          assertThat(Conditions.holds(product.object(Rig.NODE).require(), ConditionType.Ready))
              .isTrue();
          assertThat(product.allocatable()).isEqualTo(3);
          assertThat(permitted()).isEmpty();
        });

    try (var firsts = new Firsts(product, RESOURCE)) {
      install();
      eventually("the entry").until(() -> firsts.entry().isPresent());
      eventually("KubeVirt's word").untilAsserted(() -> assertThat(permitted()).isPresent());
      assertThat(firsts.fewest()).as("fewest devices that the object had").isEqualTo(3);
    }
  }

  @Test
  @DisplayName(
      "in the HyperConverged, where there is one, and nowhere else; without KubeVirt nothing is said")
  void hyperconverged() {
    create(HYPERCONVERGED);
    offerFunctions();
    eventually("the entry")
        .untilAsserted(() ->
            assertThat(entries(object("hco.kubevirt.io/v1beta1", "HyperConverged")))
                .contains("8086:10ca", RESOURCE, "\"externalResourceProvider\":true"));
    eventually("KubeVirt to be missing it")
        .untilAsserted(() -> assertThat(permitted()).isPresent());
    assertThat(entries(kubevirtObject())).doesNotContain(RESOURCE);

    product.client().load(crds()).delete();
    eventually("nothing to be said").untilAsserted(() -> assertThat(permitted()).isEmpty());
  }

  private void offerFunctions() {
    var functions = new VirtualFunctions(new PhysicalFunctionSelector(FixtureHost.CARD), 3);
    var object = new PassthroughNode();
    object.setMetadata(new ObjectMetaBuilder().withName(Rig.NODE).build());
    object.setSpec(
        new PassthroughNodeSpec(
            Mode.Enforce, List.of(ResourceEntry.of("nic-vfs", RESOURCE, functions))));
    product.client().resource(object).create();
  }

  private void assertPermitted(String status, String reason) {
    assertThat(permitted())
        .hasValueSatisfying(it -> {
          assertThat(it.reason()).as(it.message()).isEqualTo(reason);
          assertThat(it.status()).isEqualTo(status);
        });
  }

  private Optional<Condition> permitted() {
    return Conditions.find(
        Conditions.current(product.object(Rig.NODE).require()), ConditionType.Permitted);
  }

  private GenericKubernetesResource kubevirtObject() {
    return object("kubevirt.io/v1", "KubeVirt");
  }

  private GenericKubernetesResource object(String version, String kind) {
    return product
        .client()
        .genericKubernetesResources(version, kind)
        .inNamespace("default")
        .list()
        .getItems()
        .getFirst();
  }

  private static String entries(GenericKubernetesResource object) {
    return Serialization.asJson(object.getAdditionalProperties());
  }

  private void patch(String patch) {
    product.client().resource(kubevirtObject()).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  private void create(String yaml) {
    eventually("its kind to be served")
        .ignoreExceptions()
        .until(() -> product.client().resource(yaml).createOr(it -> it.update()) != null);
  }

  private void apply(InputStream objects) {
    product.client().load(objects).serverSideApply();
  }

  private static InputStream crds() {
    return Objects.requireNonNull(KubeVirtIT.class.getResourceAsStream("/kubevirt/crds.yaml"));
  }

  private static ConditionFactory eventually(String what) {
    return await(what).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(300));
  }
}
