package dev.passthrough.host.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.testing.Fixtures;
import dev.passthrough.host.testing.MemoryFolder;
import dev.passthrough.host.testing.SysfsTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Types of mediated devices")
class MediationTableTest {

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  static List<Path> tables() {
    return Fixtures.files("mdev", ".tsv");
  }

  @ParameterizedTest
  @MethodSource("tables")
  @DisplayName("of a recorded table, as the kernel lays them out, are read back line by line")
  void table(Path table) throws IOException {
    var rows =
        Files.readAllLines(table).stream()
            .filter(it -> !it.startsWith("#") && !it.isBlank())
            .map(it -> List.of(it.split("\t", -1)))
            .toList();
    var parent = new SysfsTree(folder).function(rows.getFirst().getFirst()).pciClass("030000");
    for (var row : rows) {
      var type = "mdev_supported_types/" + row.get(1) + "/";
      if (!row.get(2).equals("-")) {
        parent.file(type + "name", row.get(2));
      }
      parent
          .file(type + "available_instances", row.get(3))
          .file(type + "device_api", row.get(4))
          .file(type + "description", row.get(5).replace("; ", "\n"));
    }
    var read = new ArrayList<List<String>>();
    for (var it : read(rows.getFirst().getFirst()).types()) {
      read.add(
          List.of(
              rows.getFirst().getFirst(),
              it.id(),
              it.name().orElse("-"),
              "" + it.availableInstances().orElseThrow(),
              it.deviceApi().orElseThrow(),
              it.description().orElseThrow().replace("\n", "; ")));
    }
    assertThat(read).containsExactlyInAnyOrderElementsOf(rows);
  }

  @Test
  @DisplayName("of NVIDIA's vendor VFIO driver are the lines under the heading, and 0 is no type")
  void vendorVfio() {
    new SysfsTree(folder)
        .function("0000:08:00.4")
        .file("nvidia/current_vgpu_type", "0")
        .file(
            "nvidia/creatable_vgpu_types",
            """
            ID    : vGPU Name
            1145  : NVIDIA L40-1B
             1146 : NVIDIA L40-2B
            """);
    var vgpu = read("0000:08:00.4").vgpu().orElseThrow();
    assertThat(vgpu.current()).isEmpty();
    assertThat(vgpu.creatable())
        .containsExactly(
            new Mediation.VgpuType(1145, "NVIDIA L40-1B"),
            new Mediation.VgpuType(1146, "NVIDIA L40-2B"));
  }

  private Mediation read(String address) {
    return new InventoryReader()
        .read(HostRoot.at(folder))
        .function(PciAddress.of(address))
        .orElseThrow()
        .mediation()
        .orElseThrow();
  }
}
