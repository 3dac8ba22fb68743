package dev.passthrough.host.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("No recorded machine is left out")
class FixtureCoverageTest {

  /**
   * What tests read of each folder, all files with that ending; a file of another kind is one that
   * nobody reads.
   */
  private static final Map<String, String> READ =
      Map.of(
          "boot", ".*", // boot configuration tests
          "config-space", ".*\\.config|expected\\.json", // ConfigSpaceFixtureTest
          "dmesg", ".*\\.log|expected\\.json", // kernel log tests
          "iommu-listings", ".*\\.tsv", // VerdictFixtureTest
          "mdev", ".*\\.tsv", // MediationTableTest
          "sysfs", ".*\\.tar\\.gz|.*\\.expected\\.json", // SysfsFixtureTest, VerdictFixtureTest
          "sysfs-from-listings", ".*\\.tar\\.gz"); // VerdictFixtureTest

  @Test
  @DisplayName("each folder and each file in it is of a kind that a test reads whole")
  void everythingIsRead() throws IOException {
    var unread = new TreeSet<String>();
    try (var folders = Files.list(Fixtures.folder(""))) {
      for (var folder : folders.filter(Files::isDirectory).toList()) {
        var kind = READ.get(String.valueOf(folder.getFileName()));
        if (kind == null) {
          unread.add(folder.toString());
        } else {
          unread(folder, kind, unread);
        }
      }
    }
    assertThat(unread).isEmpty();
  }

  @Test
  @DisplayName("each listing has its tree, and each recorded tree what is expected of it")
  void pairs() {
    assertThat(Fixtures.files("sysfs-from-listings", ".tar.gz"))
        .extracting(it -> it.getFileName().toString().replace(".tar.gz", ""))
        .isEqualTo(
            Fixtures.files("iommu-listings", ".tsv").stream()
                .map(it -> it.getFileName().toString().replace(".tsv", ""))
                .toList());
    assertThat(Fixtures.files("sysfs", ".tar.gz"))
        .hasSameSizeAs(Fixtures.files("sysfs", ".expected.json"));
    assertThat(Fixtures.files("config-space", ".config"))
        .hasSize(Fixtures.json(Fixtures.folder("config-space/expected.json")).size());
  }

  private static void unread(Path folder, String kind, Set<String> unread) throws IOException {
    try (var files = Files.list(folder)) {
      files
          .filter(it -> !it.getFileName().toString().matches(kind))
          .forEach(it -> unread.add(it.toString()));
    }
  }
}
