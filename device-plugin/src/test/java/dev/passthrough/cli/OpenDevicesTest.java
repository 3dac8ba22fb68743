package dev.passthrough.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.testing.SysfsTree;
import dev.passthrough.host.testing.UsedMachine;
import dev.passthrough.host.use.HostUseReader;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Where no kubelet says who has a device")
class OpenDevicesTest {

  private static final String CARD = "0000:00:02.0";
  private static final String UUID = "11111111-2222-4333-8444-555555555555";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "/dev/vfio/21, true",
    "/dev/vfio/devices/vfio3, true",
    "/dev/vfio/2, false",
    "/dev/vfio/devices/vfio30, false",
    "/dev/vfio/vfio, false",
  })
  @DisplayName("a mediated device is had by who has its group's node or its own open")
  void mediated(String node, boolean had) {
    var tree = new SysfsTree(folder);
    var machine = new UsedMachine(tree);
    tree.function(CARD);
    var card = "sys/devices/pci0000:00/" + CARD;
    tree.folder(card + "/mdev_supported_types/i915-GVTg_V5_4");
    var device = tree.folder(card + "/" + UUID);
    var group = tree.folder("sys/kernel/iommu_groups/21");
    tree.link(card + "/" + UUID + "/iommu_group", group);
    tree.link("sys/kernel/iommu_groups/21/devices/" + UUID, device);
    var own = tree.folder(card + "/" + UUID + "/vfio-dev/vfio3");
    tree.link("sys/class/vfio-dev/vfio3", own);
    machine.process(7, "qemu", node);

    var open =
        OpenDevices.of(new InventoryReader().read(tree.root()), HostUseReader.read(tree.root()));

    assertThat(open.containsKey(UUID)).isEqualTo(had);
  }
}
