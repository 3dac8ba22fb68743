package dev.passthrough.operator.kubevirt;

import static dev.passthrough.operator.kubevirt.Lists.mediated;
import static dev.passthrough.operator.kubevirt.Lists.pci;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Companions;
import dev.passthrough.api.DeviceRequest;
import dev.passthrough.api.DeviceSelector;
import dev.passthrough.api.MediatedDevices;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.PhysicalFunctionSelector;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.api.ResourceKind;
import dev.passthrough.api.ResourceStatus;
import dev.passthrough.api.VirtualFunctions;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What KubeVirt has to permit follows from all PassthroughNodes")
class DemandTest {

  private static final String NAME = "a.b/c";
  private static final PhysicalFunctionSelector CARD = new PhysicalFunctionSelector("0000:01:00.0");
  private static final ResourceKind FUNCTIONS = new VirtualFunctions(CARD, 2);

  static Stream<Arguments> foretold() {
    return Stream.of(
        Arguments.of(device("10DE", "1EB8"), List.of(pci("10de:1eb8", NAME))),
        Arguments.of(device("10de", null), List.of()),
        Arguments.of(FUNCTIONS, List.of()),
        Arguments.of(
            new MediatedDevices(CARD, "NVIDIA A2-1Q", 1), List.of(mediated("NVIDIA_A2-1Q", NAME))),
        Arguments.of(new MediatedDevices(CARD, "746", 1), List.of()));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName(
      "what the spec says of the devices counts before any is there; else nothing is taken away")
  void foretold(ResourceKind kind, List<Permit> permits) {
    var demand = Demand.of(List.of(object(Mode.Enforce, kind)));
    assertThat(demand.permits()).containsExactlyElementsOf(permits);
    assertThat(demand.unsettled().contains(NAME)).isEqualTo(permits.isEmpty());
    assertThat(demand.byNode()).containsOnlyKeys("worker-1");
  }

  @Test
  @DisplayName("what the agent says of the devices counts more than the spec")
  void reported() {
    var object =
        object(
            Mode.Enforce,
            new MediatedDevices(CARD, "nvidia-746", 1),
            status(0, List.of(), List.of("A2-1Q")));
    assertThat(Demand.of(List.of(object)).permits()).containsExactly(mediated("A2-1Q", NAME));
  }

  @Test
  @DisplayName("an object that only observes wants nothing, but for what it still offers")
  void observing() {
    assertThat(Demand.of(List.of(object(Mode.Observe, FUNCTIONS))).isEmpty()).isTrue();
    var offers = object(Mode.Observe, FUNCTIONS, status(1, List.of("8086:1520"), List.of()));
    var demand = Demand.of(List.of(offers));
    assertThat(demand.permits()).containsExactly(pci("8086:1520", NAME));
    assertThat(demand.needs(pci("8086:9999", NAME))).isTrue();
  }

  @Test
  @DisplayName(
      "an object that is being deleted adds nothing, and nothing of it is taken away before it is gone")
  void deleted() {
    var object = object(Mode.Enforce, FUNCTIONS);
    object.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    var demand = Demand.of(List.of(object));
    assertThat(demand.permits()).isEmpty();
    assertThat(demand.needs(pci("8086:1520", NAME))).isTrue();
    assertThat(demand.byNode()).isEmpty();
  }

  private static ResourceStatus status(int capacity, List<String> ids, List<String> types) {
    return new ResourceStatus("e", NAME, capacity, capacity, List.of(), List.of(), ids, types);
  }

  private static PassthroughNode object(Mode mode, ResourceKind kind, ResourceStatus... resources) {
    var object = new PassthroughNode();
    object.setMetadata(new ObjectMetaBuilder().withName("worker-1").build());
    object.setSpec(new PassthroughNodeSpec(mode, List.of(ResourceEntry.of("e", NAME, kind))));
    object.setStatus(new PassthroughNodeStatus(1L, null, List.of(resources), List.of()));
    return object;
  }

  private static DeviceRequest device(String vendor, @Nullable String device) {
    return new DeviceRequest(
        new DeviceSelector(null, vendor, device, null, null, null, null), Companions.Together);
  }
}
