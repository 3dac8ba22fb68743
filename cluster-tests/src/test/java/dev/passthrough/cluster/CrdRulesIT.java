package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passthrough.api.Companions;
import dev.passthrough.api.DeviceRequest;
import dev.passthrough.api.DeviceSelector;
import dev.passthrough.api.MediatedDevices;
import dev.passthrough.api.Mode;
import dev.passthrough.api.NetworkSettings;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PhysicalFunctionSelector;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.api.VirtualFunctions;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ClusterTest
class CrdRulesIT {

  private static final String LONGEST_NAME = "n".repeat(63);
  private static final String LONGEST_DOMAIN =
      ("d".repeat(60) + ".").repeat(4).substring(0, 243) + "e";

  private final Product product;

  CrdRulesIT(Product product) {
    this.product = product;
  }

  static Stream<Arguments> badEntries() {
    return Stream.of(
        bad("must be domain/name", named("igb-vf")),
        bad("must be domain/name", named("intel.com/igb/vf")),
        bad("must be a domain", named("Intel.com/igb-vf")),
        bad("must be a domain", named("intel..com/igb-vf")),
        bad("must be a domain", named("d" + LONGEST_DOMAIN + "/igb-vf")),
        bad("what stands after the '/'", named("intel.com/-igb")),
        bad("what stands after the '/'", named("intel.com/igb.")),
        bad("what stands after the '/'", named("intel.com/n" + LONGEST_NAME)),
        bad("kubelet refuses names", named("kubernetes.io/igb")),
        bad("kubelet refuses names", named("node.kubernetes.io/igb")),
        bad("kubelet refuses names", named("requests.intel.com/igb")),
        bad("same environment variable", named("a.b/c", 1), named("a/b.c", 2)),
        bad("same environment variable", named("intel.com/VF", 1), named("intel.com/vf", 2)),
        bad("same environment variable", named("intel.com/v.f", 1), named("intel.com/v_f", 2)),
        bad("same environment variable", named("intel.com/vf", 1), named("intel.com/vf", 2)),
        bad(
            "exactly one of virtualFunctions",
            new ResourceEntry("a", "b/c", null, null, null, null)),
        bad("at least one of address", ResourceEntry.of("a", "b/c", select(null, null))),
        bad("device.select.vendor", ResourceEntry.of("a", "b/c", select("10d", null))),
        bad("device.select.class", ResourceEntry.of("a", "b/c", select(null, "030"))),
        bad("mediatedDevices.count", ResourceEntry.of("a", "b/c", parts("nvidia-746", 0))),
        bad("mediatedDevices.type", ResourceEntry.of("a", "b/c", parts("", 1))),
        bad("same virtual function", entry("a", "b/c", 1, 1), entry("b", "b/d", 1, 1)),
        bad("same virtual function", range("a", 0, 4), range("b", 3, 2)),
        bad("at most 65535 virtual functions", range("a", 60000, 60000)),
        bad("network.macAddress", held("03:00:00:00:00:00", 1)),
        bad("network.vlan.id", held("02:00:00:00:00:00", 4095)),
        bad("Duplicate value", entry("a", "b/c", 1, 1), entry("a", "b/d", 2, 1)),
        bad("spec.resources[0].name", entry("Nic", "b/c", 1, 1)),
        bad("spec.resources[0].name", entry("n" + LONGEST_NAME, "b/c", 1, 1)),
        bad("physicalFunction.address", at("01:00.0")),
        bad("physicalFunction.address", at("0000:01:00.8")),
        bad("greater than or equal to 1", entry("a", "b/c", 1, 0)),
        bad("less than or equal to 65535", entry("a", "b/c", 1, 65536)),
        bad("at most 64 items", many(65)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("badEntries")
  @DisplayName("entries that cannot be are refused, with the reason")
  void refuses(String words, List<ResourceEntry> entries) {
    assertThatThrownBy(() -> create(entries))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, it -> assertThat(it.getCode()).isEqualTo(422))
        .hasMessageContaining(words);
  }

  @Test
  @DisplayName("all that kubelet accepts is accepted, up to the limits and all at once")
  void accepts() {
    create(List.of(named("intel.com/igb-vf")));
    create(List.of(named("a/B_c.d")));
    create(List.of(named(LONGEST_DOMAIN + "/" + LONGEST_NAME)));
    create(List.of());
    create(List.of(many(64)));
    create(List.of(range("a", 4, 2), range("b", 0, 4), range("c", 6, 1)));
  }

  @Test
  @DisplayName("arguments of the kernel that are the distribution's own are refused")
  void refusesArguments() {
    var spec = "spec: {host: {iommu: Required, kernelArguments: [quiet, root=/dev/sda]}}";
    assertThatThrownBy(() -> product.client().resource(object(spec)).dryRun(true).create())
        .hasMessageContaining("an argument says what is started");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "spec: {mode: Always}",
        "spec: {resources: [{name: a, virtualFunctions: {count: 1, physicalFunction: {address: '0000:01:00.0'}}}]}",
        "spec: {resources: [{name: a, resourceName: b/c}]}",
        "spec: {resources: [{name: a, resourceName: b/c, virtualFunctions: {count: 1, physicalFunction: {}}}]}"
      })
  @DisplayName("modes that do not exist and entries that lack something are refused")
  void refusesIncomplete(String spec) {
    assertThatThrownBy(() -> product.client().resource(object(spec)).dryRun(true).create())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, it -> assertThat(it.getCode()).isEqualTo(422));
  }

  @Test
  @DisplayName("an object of a name alone observes")
  void defaults() {
    var created = product.client().resource(object("")).dryRun(true).create();
    assertThat(created.<String>get("spec", "mode")).isEqualTo("Observe");
  }

  private void create(List<ResourceEntry> entries) {
    var object = new PassthroughNode();
    object.setMetadata(new ObjectMetaBuilder().withName("rules").build());
    object.setSpec(new PassthroughNodeSpec(Mode.Plan, entries));
    product.client().resource(object).dryRun(true).create();
  }

  @Test
  @DisplayName("whole devices and parts of devices are taken")
  void takesOtherKinds() {
    assertThatCode(() ->
            create(
                List.of(
                    ResourceEntry.of("a", "b/c", select("10de", "0302")),
                    ResourceEntry.of("d", "b/d", parts("NVIDIA A2-1Q", 3)))))
        .doesNotThrowAnyException();
  }

  private static DeviceRequest select(@Nullable String vendor, @Nullable String pciClass) {
    return new DeviceRequest(
        new DeviceSelector(null, vendor, null, null, null, pciClass, null), Companions.Together);
  }

  private static MediatedDevices parts(String type, int count) {
    return new MediatedDevices(new PhysicalFunctionSelector("0000:65:00.0"), type, count);
  }

  private static GenericKubernetesResource object(String spec) {
    return Serialization.unmarshal(
        """
        apiVersion: passthrough.dev/v1alpha1
        kind: PassthroughNode
        metadata: {name: rules}
        """
            + spec,
        GenericKubernetesResource.class);
  }

  private static Arguments bad(String words, ResourceEntry... entries) {
    return Arguments.of(words, List.of(entries));
  }

  private static ResourceEntry named(String resourceName) {
    return named(resourceName, 1);
  }

  private static ResourceEntry named(String resourceName, int card) {
    return entry("entry-" + card, resourceName, card, 1);
  }

  private static ResourceEntry at(String address) {
    return ResourceEntry.of(
        "a", "b/c", new VirtualFunctions(new PhysicalFunctionSelector(address), 1));
  }

  private static ResourceEntry[] many(int count) {
    return IntStream.range(0, count)
        .mapToObj(it ->
            entry("entry-" + it, LONGEST_DOMAIN + "/" + LONGEST_NAME.substring(4) + it, it, 1))
        .toArray(ResourceEntry[]::new);
  }

  private static ResourceEntry range(String name, int first, int count) {
    return ResourceEntry.of(
        name,
        "intel.com/" + name,
        new VirtualFunctions(new PhysicalFunctionSelector("0000:01:00.0"), first, count));
  }

  private static ResourceEntry held(String mac, int vlan) {
    return ResourceEntry.of(
        "a",
        "intel.com/a",
        new VirtualFunctions(
            new PhysicalFunctionSelector("0000:01:00.0"),
            0,
            1,
            new NetworkSettings(
                mac, new NetworkSettings.Vlan(vlan, null, null), null, null, null, null)));
  }

  private static ResourceEntry entry(String name, String resourceName, int card, int count) {
    var address = "0000:%02x:00.0".formatted(card);
    return ResourceEntry.of(
        name, resourceName, new VirtualFunctions(new PhysicalFunctionSelector(address), count));
  }
}
