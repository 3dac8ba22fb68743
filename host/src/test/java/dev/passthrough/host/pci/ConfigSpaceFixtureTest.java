package dev.passthrough.host.pci;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.passthrough.host.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A recorded configuration space is read as pciutils reads it")
class ConfigSpaceFixtureTest {

  static List<Path> dumps() {
    return Fixtures.files("config-space", ".config");
  }

  @ParameterizedTest
  @MethodSource("dumps")
  @DisplayName("header, capabilities, ACS, reset and SR-IOV agree")
  void agrees(Path dump) throws IOException {
    var bytes = Files.readAllBytes(dump);
    var config = ConfigSpace.of(bytes);
    var expected =
        Fixtures.json(Fixtures.folder("config-space/expected.json"))
            .get(dump.getFileName().toString());

    assertThat(bytes).hasSize(expected.get("bytes").asInt());
    assertThat("%04x".formatted(config.u16(0))).isEqualTo(expected.get("vendor").asText());
    assertThat("%04x".formatted(config.u16(2))).isEqualTo(expected.get("device").asText());
    assertThat("%06x".formatted(config.u32(8) >>> 8)).isEqualTo(expected.get("class").asText());
    assertThat(config.headerType()).isEqualTo(expected.get("header_type").asInt());
    assertThat(config.multifunction()).isEqualTo(expected.get("multifunction").asBoolean());
    assertThat(config.capabilities())
        .extracting(it -> "%02x@%02x".formatted(it.id(), it.offset()))
        .isEqualTo(texts(expected.get("capabilities")));
    assertThat(config.extendedCapabilities())
        .extracting(it -> "%04x@%03x".formatted(it.id(), it.offset()))
        .isEqualTo(texts(expected.get("extended_capabilities")));
    assertThat(PcieCapability.of(config))
        .isEqualTo(
            section(expected, "pcie")
                .map(it ->
                    new PcieCapability(it.get("port_type").asInt(), it.get("flr").asBoolean())));
    assertThat(Acs.of(config))
        .isEqualTo(section(expected, "acs").map(it -> new Acs(hex(it, "cap"), hex(it, "ctl"))));
    var reset = ResetCapability.of(config);
    assertThat(reset.advancedFeatures())
        .isEqualTo(section(expected, "af").filter(it -> it.get("flr").asBoolean()).isPresent());
    assertThat(reset.powerManagement())
        .isEqualTo(
            section(expected, "pm").filter(it -> !it.get("no_soft_reset").asBoolean()).isPresent());
    assertThat(config.extendedCapability(0x000e).isPresent())
        .isEqualTo(section(expected, "ari").isPresent());
    sriov(config, expected);
  }

  private static void sriov(ConfigSpace config, JsonNode expected) {
    var section = section(expected, "sriov");
    var sriov = SriovCapability.of(config);
    assertThat(sriov.isPresent()).isEqualTo(section.isPresent());
    if (sriov.isEmpty() || section.isEmpty()) {
      return;
    }
    var it = section.get();
    assertThat(sriov)
        .contains(
            new SriovCapability(
                it.get("initial_vfs").asInt(),
                it.get("total_vfs").asInt(),
                it.get("num_vfs").asInt(),
                it.get("vf_enable").asBoolean(),
                it.get("offset").asInt(),
                it.get("stride").asInt(),
                it.get("vf_device").asText()));
    var physical = PciAddress.of(expected.get("bdf_in_source").asText());
    assertThat(sriov.get().address(physical, 0)).hasToString(it.get("first_vf").asText());
    assertThat(sriov.get().address(physical, it.get("num_vfs").asInt() - 1))
        .hasToString(it.get("last_vf").asText());
  }

  private static Optional<JsonNode> section(JsonNode expected, String name) {
    return Optional.ofNullable(expected.get(name));
  }

  private static int hex(JsonNode section, String name) {
    return Integer.parseInt(section.get(name).asText(), 16);
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asText).toList();
  }
}
