package dev.passthrough.host.use;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.Opened;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.testing.SysfsFunction;
import dev.passthrough.host.testing.SysfsTree;
import dev.passthrough.host.testing.UsedMachine;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The functions behind a device node")
class DeviceNodesTest {

  private static final String IT = "0000:00:1f.2";
  private static final Set<PciAddress> FOUND = Set.of(PciAddress.of(IT));

  @TempDir Path folder;
  private SysfsTree tree;
  private UsedMachine machine;
  private SysfsFunction function;

  @BeforeEach
  void machine() {
    tree = new SysfsTree(folder);
    machine = new UsedMachine(tree);
    function = tree.function(IT);
  }

  @Test
  @DisplayName("are told by the number of a disk's node, whatever path a pod gave it")
  void disk() {
    machine.disk(function, "sda", 8).built("dm-0", "253:0", "sda1");
    assertThat(functions("/dev/rootdisk", new Opened.Device(true, 8, 1))).isEqualTo(FOUND);
    assertThat(functions("/mnt/x", new Opened.Device(true, 253, 0))).isEqualTo(FOUND);
    assertThat(functions("/dev/sda", new Opened.Device(true, 259, 0))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"drm", "nvme", "scsi_generic", "scsi_tape"})
  @DisplayName("are told by the number of a node that keeps a driver, at any path")
  void character(String type) {
    node(type);
    assertThat(functions("/x", new Opened.Device(false, 21, 0))).isEqualTo(FOUND);
    assertThat(functions("/x", new Opened.Device(true, 21, 0))).isEmpty();
  }

  @Test
  @DisplayName("are none where the node is of a kind that a driver lets go of, or is no node")
  void none() {
    node("input");
    machine.disk(function, "sda", 8);
    assertThat(functions("/x", new Opened.Device(false, 21, 0))).isEmpty();
    assertThat(functions("/dev/shm/sda", new Opened.Other())).isEmpty();
  }

  @Test
  @DisplayName("of a VFIO group are its members")
  void group() {
    function.group(13);
    tree.link("sys/dev/char/243:0", tree.folder("sys/devices/virtual/vfio/13"));
    tree.link("sys/devices/virtual/vfio/13/subsystem", tree.folder("sys/class/vfio"));
    assertThat(functions("/x", new Opened.Device(false, 243, 0))).isEqualTo(FOUND);
  }

  @Test
  @DisplayName("are told by the name where the kernel does not list the number, or was not asked")
  void byName() {
    tree.file("proc/driver/nvidia/gpus/" + IT + "/information", "Device Minor: \t 2");
    assertThat(functions("/dev/nvidia2", new Opened.Device(false, 195, 2))).isEqualTo(FOUND);
    machine.disk(function, "sda", 8);
    assertThat(functions("/dev/sda", new Opened.Unknown())).isEqualTo(FOUND);
    assertThat(functions("/mnt/sda", new Opened.Unknown())).isEmpty();
  }

  private void node(String type) {
    var folder = "sys/devices/pci0000:00/" + IT + "/host0/" + type + "/n0";
    tree.link("sys/dev/char/21:0", tree.folder(folder));
    tree.link(folder + "/subsystem", tree.folder("sys/class/" + type));
  }

  private Set<PciAddress> functions(String path, Opened opened) {
    return new DeviceNodes(tree.root(), BlockReader.read(tree.root())).functions(path, opened);
  }
}
