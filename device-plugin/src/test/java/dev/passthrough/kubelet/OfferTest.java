package dev.passthrough.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OfferTest {

  @ParameterizedTest
  @ValueSource(strings = {"igb-vf", "requests.intel.com/igb", "intel.com/-igb"})
  @DisplayName("A name that kubelet would refuse is not offered, in a sentence that names it")
  void refused(String name) {
    var offer = Offer.of(List.of(OfferedResource.pci(name, List.of())));
    assertThat(offer.fit()).isEmpty();
    assertThat(Optional.ofNullable(offer.unfit().get(name)).orElseThrow())
        .contains("'" + name + "'")
        .endsWith("Change resourceName.");
  }

  @ParameterizedTest
  @CsvSource({
    "PCI, intel.com/my-vf, PCI_RESOURCE_INTEL_COM_MY-VF",
    "PCI, nvidia.com/TU104GL, PCI_RESOURCE_NVIDIA_COM_TU104GL",
    "MDEV, nvidia.com/GRID_T4-1Q, MDEV_PCI_RESOURCE_NVIDIA_COM_GRID_T4-1Q"
  })
  @DisplayName("The variable is the one in which KubeVirt looks")
  void variable(AddressKind kind, String name, String variable) {
    assertThat(kind.variable(name)).isEqualTo(variable);
  }

  @ParameterizedTest
  @CsvSource({"a.b/c, a/b.c", "x/y.z, x/y_z", "x/igb, x/IGB"})
  @DisplayName(
      "Of two resources with one variable only the first is offered, and the other says why")
  void collision(String first, String second) {
    var offer =
        Offer.of(
            List.of(OfferedResource.pci(first, List.of()), OfferedResource.pci(second, List.of())));
    assertThat(offer.fit()).containsOnlyKeys(first);
    assertThat(Optional.ofNullable(offer.unfit().get(second)).orElseThrow())
        .contains(first, second, "Rename one.");
  }

  @Test
  @DisplayName(
      "A device that is in another resource already is not offered again, as companion neither")
  void sharedDevice() {
    var card = DeviceUnit.of("0000:65:00.0").withCompanions(List.of("0000:65:00.1"));
    var offer =
        Offer.of(
            List.of(
                OfferedResource.pci("a.example/gpu", List.of(card)),
                OfferedResource.pci("b.example/audio", List.of(DeviceUnit.of("0000:65:00.1")))));
    assertThat(offer.unfit())
        .containsExactly(
            entry(
                "b.example/audio",
                "Device 0000:65:00.1 is in a.example/gpu and in b.example/audio: kubelet would hand"
                    + " it out twice. Take it out of one."));
  }

  @Test
  @DisplayName("A list that kubelet's client could not receive is refused with both sizes")
  void tooLong() {
    var units =
        IntStream.range(0, 200_000)
            .mapToObj(i -> DeviceUnit.of("%08x:00:00.0".formatted(i)))
            .toList();
    assertThat(Offer.of(List.of(OfferedResource.pci("a.example/vf", units))).unfit())
        .hasEntrySatisfying(
            "a.example/vf",
            complaint -> assertThat(complaint).contains("200000 units", "4194304", "Divide it"));
  }
}
