package dev.passthrough.host.bootconfig;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.testing.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BootFixtureTest {

  static Stream<String> machines() {
    var names = new ArrayList<String>();
    Fixtures.json(Fixtures.folder("boot").resolve("expected.json"))
        .fieldNames()
        .forEachRemaining(names::add);
    return names.stream();
  }

  @ParameterizedTest
  @MethodSource("machines")
  @DisplayName("loader and arguments of each recorded machine are what its files say")
  void recorded(String name) {
    var folder = Fixtures.folder("boot");
    var expected = Fixtures.json(folder.resolve("expected.json")).get(name);
    var boot = BootConfigurationReader.read(HostRoot.at(folder.resolve(name)), Optional.empty());

    assertThat(boot.loader().label()).isEqualTo(expected.get("loader").asText());
    assertThat(boot.entries()).isNotEmpty();
    for (var key : List.of("intel_iommu", "amd_iommu", "iommu")) {
      if (expected.has(key)) {
        assertThat(boot.entries()).allSatisfy(e -> value(e, key, expected.get(key)));
      }
    }
    if (expected.has("acs_override")) {
      assertThat(boot.entries())
          .allSatisfy(e -> value(e, "pcie_acs_override", expected.get("acs_override")));
    }
    for (var key : expected.path("repeated_keys")) {
      if (!key.asText().equals("initrd")) {
        assertThat(boot.entries())
            .allSatisfy(e -> assertThat(e.values(key.asText()).size()).isGreaterThan(1));
      }
    }
    if (expected.has("effective_args_come_from")) {
      var words = expected.get("effective_args_come_from").asText().split(" in ", -1);
      assertThat(boot.lines())
          .singleElement()
          .satisfies(line -> assertThat(line.key()).isEqualTo(words[0]))
          .satisfies(line -> assertThat(line.file()).endsWith("/" + words[1]));
    }
    expected.path("args").properties().forEach(e -> arguments(boot, e.getKey(), e.getValue()));
    expected.path("vfio_pci_ids").properties().forEach(e -> ids(boot, e.getKey(), e.getValue()));
  }

  private static void value(KernelCommandLine line, String key, JsonNode expected) {
    assertThat(line.value(key)).isEqualTo(Optional.ofNullable(expected.textValue()));
  }

  private static void arguments(BootConfiguration boot, String variable, JsonNode expected) {
    assertThat(boot.lines())
        .filteredOn(line -> line.key().equals(variable))
        .singleElement()
        .extracting(
            line -> line.arguments().arguments().stream().map(KernelArgument::toString).toList())
        .isEqualTo(texts(expected));
  }

  private static void ids(BootConfiguration boot, String file, JsonNode expected) {
    assertThat(boot.lines())
        .filteredOn(line -> line.file().endsWith("/" + file))
        .singleElement()
        .extracting(line -> line.arguments().value("vfio-pci.ids").orElse(""))
        .isEqualTo(String.join(",", texts(expected)));
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(it -> texts.add(it.asText()));
    return texts;
  }
}
