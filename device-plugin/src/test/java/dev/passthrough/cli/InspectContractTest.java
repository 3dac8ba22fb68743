package dev.passthrough.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.passthrough.host.testing.Fixtures;
import dev.passthrough.host.testing.MemoryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The JSON of inspect is a contract")
class InspectContractTest {

  private static final Path SCHEMA = Path.of("../docs/reference/inspect.schema.json");

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  static List<Path> trees() {
    return Stream.of("sysfs", "sysfs-from-listings")
        .flatMap(it -> Fixtures.files(it, ".tar.gz").stream())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("trees")
  @DisplayName(
      "on each recorded machine it is as the schema says, as YAML too, and from a snapshot the same")
  void schema(Path archive) throws IOException {
    Fixtures.unpack(archive, folder);
    var json = Run.of("inspect", "--root", folder.toString(), "-o", "json");
    assertThat(json.code()).isZero();
    assertThat(json.err()).isEmpty();
    assertThat(problems(json.out())).isEmpty();

    var yaml = Run.of("inspect", "--root", folder.toString(), "-o", "yaml");
    assertThat(new YAMLMapper().readTree(yaml.out()))
        .isEqualTo(new JsonMapper().readTree(json.out()));

    var file = folder.resolve("snapshot.json").toString();
    assertThat(Run.of("snapshot", "--root", folder.toString(), "-o", file).code()).isZero();
    assertThat(Run.of("inspect", "--snapshot", file, "-o", "json").out()).isEqualTo(json.out());
  }

  @Test
  @DisplayName("a machine with nothing in it is a valid answer")
  void nothing() throws IOException {
    var json = Run.of("inspect", "--root", folder.toString(), "-o", "json");
    assertThat(json.code()).isZero();
    assertThat(problems(json.out())).isEmpty();
  }

  @Test
  @DisplayName("on a server with vGPUs the facts and the verdict of a card are under their names")
  void names() throws IOException {
    Fixtures.unpack(Fixtures.folder("sysfs/hp-dl360gen9-nvidia-a2-vgpu.tar.gz"), folder);
    var devices =
        new JsonMapper()
            .readTree(Run.of("inspect", "--root", folder.toString(), "-o", "json").out())
            .get("devices");

    var nic = device(devices, "0000:04:00.0");
    assertThat(nic.get("vendor").asText()).isEqualTo("8086");
    assertThat(nic.get("class").asText()).isEqualTo("0200");
    assertThat(nic.get("driver").asText()).isEqualTo("ixgbe");
    assertThat(nic.get("numaNode").asInt()).isZero();
    assertThat(nic.get("iommuGroup").asInt()).isEqualTo(35);
    assertThat(nic.get("sriov").get("totalVfs").asInt()).isEqualTo(63);
    assertThat(nic.get("isolation").asText()).isEqualTo("Alone");

    var display = device(devices, "0000:01:00.1");
    assertThat(display.get("bootDisplay").asBoolean()).isTrue();
    assertThat(display.get("isolation").asText()).isEqualTo("WithCompanions");
    assertThat(display.get("companions")).hasSize(3);
    assertThat(display.get("passable").asBoolean()).isFalse();
    assertThat(display.get("refusals").findValuesAsText("reason")).contains("BootDisplay");

    var bridge = device(devices, "0000:00:01.0");
    assertThat(bridge.get("isolation").isNull()).isTrue();
    assertThat(bridge.get("passable").asBoolean()).isFalse();
  }

  private static JsonNode device(JsonNode devices, String address) {
    return devices
        .valueStream()
        .filter(it -> it.get("address").asText().equals(address))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> problems(String json) throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(Files.readString(SCHEMA))
        .validate(new JsonMapper().readTree(json))
        .stream()
        .map(Object::toString)
        .toList();
  }
}
