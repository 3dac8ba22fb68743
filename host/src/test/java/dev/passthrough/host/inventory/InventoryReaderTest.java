package dev.passthrough.host.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.testing.MemoryFolder;
import dev.passthrough.host.testing.SysfsTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventoryReaderTest {

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private Snapshot read() {
    return new InventoryReader().read(HostRoot.at(folder));
  }

  @Test
  @DisplayName("a folder with nothing in it is a machine without functions")
  void nothing() {
    assertThat(read().functions()).isEmpty();
  }

  @Test
  @DisplayName(
      "driver, group and ids are what the links and files say; (null) is no override, -1 no NUMA node")
  void plainFunction() {
    new SysfsTree(folder).function("0000:01:00.0").driver("igb").group(13).file("numa_node", "-1");

    var function = read().function(PciAddress.of("0000:01:00.0")).orElseThrow();
    assertThat(function.is("8086", "1521")).isTrue();
    assertThat(function.driver()).contains("igb");
    assertThat(function.driverOverride()).isEmpty();
    assertThat(function.numaNode()).isEmpty();
    assertThat(function.iommuGroup()).isEqualTo(OptionalInt.of(13));
    assertThat(read().groupMembers(13)).containsExactly(function);
  }

  @Test
  @DisplayName("virtual functions come in the order of their index, virtfn10 after virtfn2")
  void virtualFunctionOrder() {
    var tree = new SysfsTree(folder);
    var physical = tree.function("0000:01:00.0").physicalFunction(16).file("sriov_numvfs", "11");
    for (int i = 0; i < 11; i++) {
      tree.function("0000:01:%02x.%d".formatted(2 + i / 8, i % 8)).virtualFunctionOf(physical, i);
    }

    var sriov = read().function(PciAddress.of("0000:01:00.0")).orElseThrow().sriov().orElseThrow();
    assertThat(sriov.numVfs()).isEqualTo(11);
    assertThat(sriov.virtualFunctions()).isSorted().hasSize(11);
    assertThat(read().function(PciAddress.of("0000:01:03.2")).orElseThrow().physicalFunction())
        .contains(PciAddress.of("0000:01:00.0"));
  }

  @Test
  @DisplayName("a group that only /sys/kernel/iommu_groups knows is found")
  void groupByMember() throws IOException {
    var function = new SysfsTree(folder).function("0000:01:00.0").group(7);
    Files.delete(function.folder().resolve("iommu_group"));

    assertThat(read().groupMembers(7)).hasSize(1);
  }

  @Test
  @DisplayName("a link never leads out of the root, absolute or by ..")
  void linksStayInside() throws IOException {
    var outside = Files.createDirectories(folder.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "secret");
    var root = Files.createDirectories(folder.resolve("root"));
    Files.createSymbolicLink(root.resolve("absolute"), outside.resolve("secret"));
    Files.createSymbolicLink(root.resolve("relative"), Path.of("../outside/secret"));
    Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(root.resolve("etc/name"), "inside\n");
    Files.createSymbolicLink(root.resolve("inside"), Path.of("/etc/name"));

    var host = HostRoot.at(root);
    assertThat(host.text("absolute")).isEmpty();
    assertThat(host.text("relative")).isEmpty();
    assertThat(host.text("loop")).isEmpty();
    assertThat(host.text("../outside/secret")).isEmpty();
    assertThat(host.text("inside")).contains("inside");
  }
}
