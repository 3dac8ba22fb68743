package dev.passthrough.host.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.testing.Fixtures;
import dev.passthrough.host.testing.MemoryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Verdicts on recorded machines")
class VerdictFixtureTest {

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  static List<Path> listings() {
    return Fixtures.files("iommu-listings", ".tsv");
  }

  static List<Path> trees() {
    return Stream.of("sysfs", "sysfs-from-listings")
        .flatMap(it -> Fixtures.files(it, ".tar.gz").stream())
        .toList();
  }

  private Snapshot read(Path archive) {
    Fixtures.unpack(archive, folder);
    return new InventoryReader().read(HostRoot.at(folder));
  }

  @ParameterizedTest
  @MethodSource("trees")
  @DisplayName("each is what the plain rule says, and bridges get none")
  void plainRule(Path archive) {
    var snapshot = read(archive);
    var verdicts = Verdicts.of(snapshot);
    for (var it : snapshot.functions()) {
      if (PlainRule.bridge(it)) {
        assertThat(verdicts.of(it.address())).isEmpty();
      } else {
        assertThat(PlainRule.of(verdicts.of(it.address()).orElseThrow()))
            .as(it.address().toString())
            .isEqualTo(PlainRule.of(snapshot, it));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("listings")
  @DisplayName("the tree made of a listing has the listing's groups, classes and ids, line by line")
  void listing(Path listing) throws IOException {
    var snapshot = read(treeOf(listing));
    var lines = new ArrayList<String>();
    for (var it : snapshot.functions()) {
      lines.add(line(it));
    }
    assertThat(lines)
        .containsExactlyInAnyOrderElementsOf(
            facts(listing).map(it -> String.join(" ", it.subList(0, 5))).toList());
  }

  @Test
  @DisplayName(
      "groups split by an ACS override are said to be separate on paper only, hardware's own are not")
  void override() throws IOException {
    var listing = Fixtures.folder("iommu-listings/lenovo-m75s-renoir-acs-override.tsv");
    var override =
        Files.readAllLines(listing).stream()
            .filter(it -> it.startsWith("# cmdline: "))
            .map(it -> it.substring("# cmdline: ".length()))
            .findFirst()
            .orElseThrow();
    Files.createDirectories(folder.resolve("proc"));
    Files.writeString(folder.resolve("proc/cmdline"), override);
    var verdicts = Verdicts.of(read(treeOf(listing)));

    for (var address : List.of("0000:0c:00.0", "0000:0c:00.3", "0000:02:00.0", "0000:09:00.0")) {
      var verdict = verdicts.of(PciAddress.of(address)).orElseThrow();
      assertThat(verdict.isolation()).isEqualTo(Isolation.Alone);
      assertThat(verdict.separation()).contains(Separation.Override);
    }
    assertThat(verdicts.of(PciAddress.of("0000:00:14.0")).orElseThrow().separation())
        .contains(Separation.Hardware);
  }

  @Test
  @DisplayName("ACS on the ports of a server is taken for hardware, whatever the command line is")
  void acs() {
    var archive = Fixtures.folder("sysfs/hp-dl360gen9-nvidia-a2-vgpu.tar.gz");
    var verdicts = Verdicts.of(read(archive));

    assertThat(verdicts.of(PciAddress.of("0000:05:00.0")).orElseThrow())
        .extracting(Verdict::isolation, it -> it.separation().orElseThrow())
        .containsExactly(Isolation.Alone, Separation.Hardware);
    // Two functions of one card in two groups, without ACS: the kernel's own table, or an override.
    // Not to be told from here.
    assertThat(verdicts.of(PciAddress.of("0000:04:00.0")).orElseThrow().separation())
        .contains(Separation.Unproven);
  }

  private static Path treeOf(Path listing) {
    return Fixtures.folder("sysfs-from-listings")
        .resolve(listing.getFileName().toString().replace(".tsv", ".tar.gz"));
  }

  private static Stream<List<String>> facts(Path listing) throws IOException {
    return Files.readAllLines(listing).stream()
        .filter(it -> !it.startsWith("#") && !it.isBlank())
        .map(it -> List.of(it.split("\t", -1)));
  }

  private static String line(PciFunction it) {
    return "%d %s %s %s %s"
        .formatted(
            it.iommuGroup().orElseThrow(),
            it.address(),
            it.ids().pciClass().orElseThrow().shortForm(),
            it.ids().vendor().orElseThrow(),
            it.ids().device().orElseThrow());
  }
}
