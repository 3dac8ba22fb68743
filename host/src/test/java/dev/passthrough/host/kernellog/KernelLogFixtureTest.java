package dev.passthrough.host.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KernelLogFixtureTest {

  static Stream<Path> logs() {
    return Fixtures.files("dmesg", ".log").stream();
  }

  @ParameterizedTest
  @MethodSource("logs")
  @DisplayName("each recorded log tells what its expected.json says, and no more")
  void recorded(Path file) throws IOException {
    var expected =
        Fixtures.json(file.resolveSibling("expected.json")).get(file.getFileName().toString());
    var log = KernelLog.parse(Files.readAllLines(file));

    assertThat(log.vendor().map(IommuVendor::label)).contains(expected.get("vendor").asText());
    var iommu = expected.get("iommu").asText();
    if (iommu.equals("on")) {
      assertThat(log.iommuOn()).contains(true);
    } else {
      assertThat(iommu).contains("not decided");
      assertThat(log.iommuOn()).isEmpty();
    }
    if (expected.has("interrupt_remapping")) {
      assertThat(log.interruptRemapping())
          .contains(expected.get("interrupt_remapping").asText().equals("on"));
    }
    assertThat(log.units()).hasSize(expected.path("units").asInt(0));
    assertThat(log.reservedRegions()).isEqualTo(expected.path("rmrr").asInt(0));
    assertThat(log.lines(Topic.FIRMWARE_BUG)).hasSize(expected.path("firmware_bugs").asInt(0));
    assertThat(log.attachRefused().stream().map(PciAddress::toString).toList())
        .isEqualTo(texts(expected.path("attach_refused")));
    if (expected.has("cause")) {
      assertThat(log.texts(Topic.RESERVED_MEMORY_REFUSAL))
          .isNotEmpty()
          .allMatch(it -> it.contains(expected.get("cause").asText()));
    }
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(it -> texts.add(it.asText()));
    return texts;
  }
}
