package dev.passthrough.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.testing.Fixtures;
import dev.passthrough.host.testing.MemoryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("passthrough inspect and snapshot")
class InspectTest {

  private static final String ESCAPE = "\u001b";

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private String machine(String name) {
    var archive =
        Fixtures.files("sysfs", ".tar.gz").stream()
            .filter(it -> it.getFileName().toString().startsWith(name))
            .findFirst()
            .orElseThrow();
    Fixtures.unpack(archive, folder);
    return folder.toString();
  }

  @Test
  @DisplayName("a laptop fits on one screen, without colour where nobody looks")
  void laptop() {
    var run = Run.of("inspect", "--root", machine("intel-i7"));
    assertThat(run.code()).isZero();
    assertThat(run.out().lines()).hasSizeLessThan(40).allMatch(it -> it.length() <= 160);
    assertThat(run.out()).doesNotContain(ESCAPE).contains("0000:04:00.0");
    assertThat(Run.of(true, "inspect", "--root", folder.toString()).out()).contains(ESCAPE);
  }

  @Test
  @DisplayName("a machine without an IOMMU is told what to run next")
  void iommuOff() {
    var run = Run.of("inspect", "--root", machine("dgx-station"));
    assertThat(run.out()).contains("the IOMMU is off").contains("passthrough doctor");
  }

  @Test
  @DisplayName(
      "a server fits on one screen too: parts of its processors are counted and not listed")
  void server() {
    var run = Run.of("inspect", "--root", machine("hp-dl360"));
    assertThat(run.out().lines()).hasSizeLessThan(40);
    assertThat(run.out())
        .contains("19 of 29 devices can be passed through to a VM")
        .contains("170 parts of processor and chipset")
        .contains("0000:04:00.0")
        .doesNotContain("0000:7f:");
  }

  @Test
  @DisplayName("a part of the chipset is listed where it shares a group with a device")
  void partsInTheWay() {
    var run = Run.of("inspect", "--root", machine("intel-i7"));
    assertThat(run.out()).contains("0000:00:1f.4").doesNotContain("0000:00:04.0");
  }

  @Test
  @DisplayName("an IOMMU that runs without groups is not called off")
  void withoutGroups() {
    var run = Run.of("inspect", "--root", machine("amd-laptop"));
    assertThat(run.out()).contains("an IOMMU runs").doesNotContain("is off");
  }

  @Test
  @DisplayName("wide has a line for each function, the short form one for alike virtual functions")
  void wide() {
    var wide = Run.of("inspect", "--root", machine("hp-dl360"), "-o", "wide");
    assertThat(wide.out().lines().filter(it -> it.contains("0000:")))
        .hasSizeGreaterThanOrEqualTo(226);
    var text = Run.of("inspect", "--root", folder.toString());
    assertThat(text.out()).contains("9 virtual functions");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "inspect --root /nowhere/at/all",
        "inspect -o xml",
        "inspect --frobnicate",
        "inspect --snapshot /nowhere/at/all",
        "snapshot",
        "snapshot -o /",
        "frobnicate",
        ""
      })
  @DisplayName("what makes no sense is said in a line or two, with exit code 2 and no stack trace")
  void badInput(String line) {
    var run = Run.of(line.isEmpty() ? new String[0] : line.split(" ", -1));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isNotBlank().doesNotContain("\tat ").doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "null",
        "[]",
        "{\"kind\":\"HostSnapshot\"}",
        "odd \u0000 bytes",
        "{\"inventory\":{\"functions\":[{}]}}"
      })
  @DisplayName("a file that is no snapshot is refused in words")
  void noSnapshot(String content) throws IOException {
    var file = Files.writeString(folder.resolve("file.json"), content).toString();
    var run = Run.of("inspect", "--snapshot", file);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("file.json").doesNotContain("\tat ");
  }

  @Test
  @DisplayName("a snapshot that cannot be written is exit code 1 and says where")
  void notWritable() {
    var run = Run.of("snapshot", "--root", folder.toString(), "-o", folder + "/absent/file.json");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("absent/file.json");
  }

  @Test
  @DisplayName("help names the subcommands")
  void help() {
    var run = Run.of("--help");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("inspect", "snapshot");
  }
}
