package dev.passthrough.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.testing.SysfsTree;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What a process has open")
class OpenedTest {

  @TempDir Path folder;

  @Test
  @DisplayName(
      "is asked of the kernel itself: /dev/null has number 1:3 (devices.txt), a file has none")
  void live() throws IOException {
    var proc = HostRoot.live().proc();
    assertThat(proc.isProc()).isTrue();
    var descriptors = proc.folder("self/fd");
    var file = folder.resolve("file").toFile();
    assertThat(file.createNewFile()).isTrue();
    try (var node = new FileInputStream("/dev/null");
        var other = new FileInputStream(file)) {
      assertThat(node.getFD().valid() && other.getFD().valid()).isTrue();
      assertThat(opened(descriptors, "/dev/null")).isEqualTo(new Opened.Device(false, 1, 3));
      assertThat(opened(descriptors, file.toString())).isEqualTo(new Opened.Other());
    }
    assertThat(descriptors.opened("none")).isEqualTo(new Opened.Unknown());
  }

  private static Opened opened(HostFolder descriptors, String path) {
    return descriptors.names().stream()
        .filter(it -> descriptors.linkText(it).filter(path::equals).isPresent())
        .map(descriptors::opened)
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("is not asked of a recording, whose links lead to this machine's files")
  void recorded() {
    var tree = new SysfsTree(folder);
    assertThat(tree.root().proc().isProc()).isFalse();
    tree.linkText("proc/1/fd/0", "/dev/null");
    assertThat(tree.root().proc().isProc()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "25008, 2049, true, 8, 1",
    "25008, 1048832, true, 1, 256",
    "8630, 64256, false, 251, 0",
    "8630, 17592186044416, false, 4096, 0",
  })
  @DisplayName("has the major and minor numbers that glibc packs into one")
  void numbers(int mode, long device, boolean block, int major, int minor) {
    assertThat(Opened.of(mode, device)).isEqualTo(new Opened.Device(block, major, minor));
  }
}
