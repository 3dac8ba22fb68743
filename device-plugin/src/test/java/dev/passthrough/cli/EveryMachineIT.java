package dev.passthrough.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.testing.Fixtures;
import dev.passthrough.host.testing.MemoryFolder;
import dev.passthrough.host.testing.RandomTree;
import dev.passthrough.host.testing.SysfsTree;
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

@DisplayName("inspect and doctor get through every machine, in every form")
class EveryMachineIT {

  private static final int TREES = 60;
  private static final int FUNCTIONS = 65536;

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  static List<Path> recorded() {
    return Stream.of("sysfs", "sysfs-from-listings")
        .flatMap(it -> Fixtures.files(it, ".tar.gz").stream())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("recorded")
  @DisplayName("recorded ones")
  void recorded(Path archive) {
    Fixtures.unpack(archive, folder);
    all(folder);
  }

  @Test
  @DisplayName("trees made by chance, broken in every way")
  void chance() {
    for (int seed = 0; seed < TREES; seed++) {
      var root = folder.resolve("" + seed);
      new RandomTree(seed, root).fill(12);
      all(root);
    }
  }

  @Test
  @DisplayName("one with 65536 functions in 32-bit domains, each eight in a group")
  void huge() throws IOException {
    new SysfsTree(folder).file("proc/cmdline", "quiet");
    for (int i = 0; i < FUNCTIONS; i++) {
      var domain = "%x".formatted(0x10000 + (i >> 13));
      var address = "%s:%02x:%02x.%d".formatted(domain, i >> 5 & 0xff, i & 0x1f, 0);
      var place = Path.of("sys/devices/pci" + domain + ":00", address);
      var real = Files.createDirectories(folder.resolve(place));
      Files.writeString(real.resolve("uevent"), "PCI_CLASS=20000\nPCI_ID=8086:1521\n");
      Files.createSymbolicLink(real.resolve("iommu_group"), Path.of("groups/" + (i >> 3)));
      Files.createSymbolicLink(
          folder.resolve("sys/bus/pci/devices/" + address), Path.of("../../../../").resolve(place));
    }
    var text = succeeds("inspect", folder, "-o", "text");
    assertThat(text.out()).contains("0 of 65536 devices", "10007:ff:1f.0");
    assertThat(succeeds("doctor", folder).out()).contains("8192 groups");
  }

  private static void all(Path root) {
    for (var form : List.of("text", "wide", "json", "yaml")) {
      succeeds("inspect", root, "-o", form);
    }
    for (var form : List.of("text", "json")) {
      var run = Run.of("doctor", "--root", root.toString(), "-o", form);
      boolean failing =
          run.out().contains(form.equals("json") ? "\"failing\" : true" : "\nfailing  ");
      assertThat(run.code()).as(run.out() + run.err()).isEqualTo(failing ? 1 : 0);
      assertThat(run.err()).isEmpty();
    }
  }

  private static Run succeeds(String command, Path root, String... more) {
    var run =
        Run.of(
            Stream.concat(Stream.of(command, "--root", root.toString()), Stream.of(more))
                .toArray(String[]::new));
    assertThat(run.code()).as("%s %s: %s", command, root, run.err()).isZero();
    assertThat(run.out()).isNotBlank();
    assertThat(run.err()).isEmpty();
    return run;
  }
}
