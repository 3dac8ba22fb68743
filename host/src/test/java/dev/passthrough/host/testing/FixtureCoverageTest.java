package dev.passthrough.host.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  /** What tests compare of each kind of expectation, and of the objects in it. */
  private static final Map<String, Set<String>> COMPARED =
      Map.of(
          "sysfs", // SysfsFixtureTest
          Set.of(
              "tree source_check pci_functions domains classes drivers numa_nodes iommu_groups",
              "functions_without_group iommu_group_members iommu_units sriov_pfs vfs_by_physfn",
              "mdev_parents mdev_devices boot_vga display_controllers functions"),
          "sysfs/functions", // SysfsFixtureTest
          Set.of(
              "class vendor device subsystem_vendor subsystem_device revision driver iommu_group",
              "path numa_node config_bytes acs pcie_port_type driver_override reset_method",
              "boot_vga sriov config_sriov_total_vfs virtfn physfn mdev_types"),
          "sysfs/sriov_pfs", // SysfsFixtureTest
          Set.of("drivers_autoprobe numvfs offset stride totalvfs"),
          "sysfs/mdev_devices", // SysfsFixtureTest
          Set.of("parent type iommu_group"),
          "config-space", // ConfigSpaceFixtureTest
          Set.of(
              "bdf_in_source bytes vendor device class header_type multifunction capabilities",
              "extended_capabilities pm pcie ari sriov acs af"),
          "dmesg", // KernelLogFixtureTest
          Set.of("vendor iommu interrupt_remapping units rmrr attach_refused cause firmware_bugs"),
          "boot", // BootFixtureTest
          Set.of(
              "loader args intel_iommu amd_iommu iommu repeated_keys vfio_pci_ids acs_override",
              "effective_args_come_from"));

  /** Prose, and what nothing here decides by: what vfio-pci offers is read by vfio-pci. */
  private static final Set<String> NOT_COMPARED =
      Set.of(
          "sysfs: sysfs_root",
          "sysfs/sriov_pfs: vf_device",
          "sysfs/sriov_pfs: vf_total_msix",
          "sysfs/mdev_devices: driver",
          "dmesg: source",
          "boot: source",
          "boot: note");

  @Test
  @DisplayName("each key of what is expected is compared by a test, or named here as left out")
  void keys() {
    var unknown = new TreeSet<String>();
    for (var file : Fixtures.files("sysfs", ".expected.json")) {
      var expected = Fixtures.json(file);
      unknown.addAll(notCompared("sysfs", expected));
      for (var part : List.of("functions", "sriov_pfs", "mdev_devices")) {
        expected.get(part).forEach(it -> unknown.addAll(notCompared("sysfs/" + part, it)));
      }
    }
    for (var folder : List.of("config-space", "dmesg", "boot")) {
      Fixtures.json(Fixtures.folder(folder).resolve("expected.json"))
          .forEach(it -> unknown.addAll(notCompared(folder, it)));
    }
    assertThat(unknown).isEqualTo(new TreeSet<>(NOT_COMPARED));
  }

  private static List<String> notCompared(String kind, JsonNode expected) {
    var compared =
        COMPARED.getOrDefault(kind, Set.of()).stream()
            .flatMap(it -> List.of(it.split(" ", -1)).stream())
            .toList();
    return expected.properties().stream()
        .map(Map.Entry::getKey)
        .filter(it -> !compared.contains(it))
        .map(it -> kind + ": " + it)
        .toList();
  }

  private static void unread(Path folder, String kind, Set<String> unread) throws IOException {
    try (var files = Files.list(folder)) {
      files
          .filter(it -> !it.getFileName().toString().matches(kind))
          .forEach(it -> unread.add(it.toString()));
    }
  }
}
