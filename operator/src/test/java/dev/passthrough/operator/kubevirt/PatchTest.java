package dev.passthrough.operator.kubevirt;

import static dev.passthrough.operator.kubevirt.Lists.ALL;
import static dev.passthrough.operator.kubevirt.Lists.demand;
import static dev.passthrough.operator.kubevirt.Lists.mediated;
import static dev.passthrough.operator.kubevirt.Lists.pci;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What is written to the API server")
class PatchTest {

  private static final Permit NIC = pci("8086:1520", "intel.com/igb-vf");

  @Test
  @DisplayName(
      "to a KubeVirt: whole lists with all that a hand's entries hold, for the version that was read")
  void kubevirt() {
    var object =
        read(
            """
            apiVersion: kubevirt.io/v1
            kind: KubeVirt
            metadata: {name: kubevirt, namespace: kubevirt, resourceVersion: "7"}
            spec:
              configuration:
                developerConfiguration: {featureGates: [Snapshot], logVerbosity: {virtAPI: 2}}
                permittedHostDevices:
                  usb: [{resourceName: a.b/usb}]
                  pciHostDevices: [{pciVendorSelector: "10DE:1EB8", resourceName: nvidia.com/t4, note: mine}]
            """);
    assertThat(patch(Form.KUBEVIRT, object, demand(Set.of(), NIC)))
        .isEqualTo(
            """
            {"metadata":{"resourceVersion":"7","annotations":{"passthrough.dev/permitted":"{\\"permits\\":[{\\"kind\\":\\"PCI\\",\\"selector\\":\\"8086:1520\\",\\"resource\\":\\"intel.com/igb-vf\\"}],\\"gate\\":true}"}},\
            "spec":{"configuration":{"permittedHostDevices":{"pciHostDevices":[\
            {"pciVendorSelector":"10DE:1EB8","resourceName":"nvidia.com/t4","note":"mine"},\
            {"pciVendorSelector":"8086:1520","resourceName":"intel.com/igb-vf","externalResourceProvider":true}]},\
            "developerConfiguration":{"featureGates":["Snapshot","HostDevices"]}}}}\
            """);
  }

  @Test
  @DisplayName("to a HyperConverged: its own names for the same")
  void hyperconverged() {
    var object =
        read(
            """
            apiVersion: hco.kubevirt.io/v1beta1
            kind: HyperConverged
            metadata: {name: h, namespace: n, resourceVersion: "7"}
            spec: {}
            """);
    assertThat(patch(Form.HYPERCONVERGED, object, demand(Set.of(), mediated("A", "a.b/c"))))
        .contains(
            "\"spec\":{\"permittedHostDevices\":{\"mediatedDevices\":[{\"mdevNameSelector\":\"A\"",
            "\"featureGates\":{\"disableMDevConfiguration\":true}");
  }

  @Test
  @DisplayName(
      "when nobody wants anything any more: an empty list goes, and so does the annotation")
  void last() {
    var object =
        read(
            """
            apiVersion: kubevirt.io/v1
            kind: KubeVirt
            metadata:
              name: kubevirt
              namespace: kubevirt
              resourceVersion: "7"
              annotations:
                passthrough.dev/permitted: '{"permits":[{"kind":"PCI","selector":"8086:1520","resource":"intel.com/igb-vf"}]}'
            spec:
              configuration:
                permittedHostDevices:
                  pciHostDevices: [{pciVendorSelector: "8086:1520", resourceName: intel.com/igb-vf, externalResourceProvider: true}]
            """);
    assertThat(patch(Form.KUBEVIRT, object, demand(Set.of())))
        .contains("\"pciHostDevices\":null", "\"passthrough.dev/permitted\":null");
  }

  @ParameterizedTest(name = "gates {0}, {1}: {2}")
  @CsvSource({
    "'', 'other: 1', true",
    "DisableMDEVConfiguration, 'other: 1', false",
    "DisableMDEVConfiguration, 'enabled: true', true",
    "DisableMDEVConfiguration, 'enabled: false', false",
    "'', 'enabled: false', false",
  })
  @DisplayName("a KubeVirt is stopped by its field, and by its older gate where that is not set")
  void stopped(String gates, String mediation, boolean sweeps) {
    var object =
        read(
            """
            apiVersion: kubevirt.io/v1
            kind: KubeVirt
            metadata: {name: kubevirt, namespace: kubevirt, resourceVersion: "7"}
            spec:
              configuration:
                developerConfiguration: {featureGates: [%s]}
                mediatedDevicesConfiguration: {%s}
            """
                .formatted(gates, mediation));
    assertThat(Reading.of(Form.KUBEVIRT, object).sweeps()).isEqualTo(sweeps);
  }

  @Test
  @DisplayName("an annotation that nobody can read is taken as none")
  void unreadable() {
    assertThat(Note.of("{nonsense")).isEqualTo(Note.NOTHING);
    assertThat(Note.of("[]")).isEqualTo(Note.NOTHING);
    assertThat(Note.of("")).isEqualTo(Note.NOTHING);
  }

  private static String patch(Form form, GenericKubernetesResource object, Demand demand) {
    var now = Reading.of(form, object);
    return Serialization.asJson(Patch.of(object, now, Merge.of(now, demand, ALL).next()));
  }

  private static GenericKubernetesResource read(String yaml) {
    return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
  }
}
