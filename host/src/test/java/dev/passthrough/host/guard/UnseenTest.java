package dev.passthrough.host.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.GuardReason;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.testing.SysfsFunction;
import dev.passthrough.host.testing.SysfsTree;
import dev.passthrough.host.testing.UsedMachine;
import dev.passthrough.host.use.HostUseReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A guard that could not see says so, if the device has anything of the kind")
class UnseenTest {

  private static final String IT = "0000:00:1f.2";

  @TempDir Path folder;
  private SysfsTree tree;
  private UsedMachine machine;
  private SysfsFunction function;

  @BeforeEach
  void machine() {
    tree = new SysfsTree(folder);
    tree.folder("sys/dev/char");
    machine = new UsedMachine(tree);
    function = tree.function(IT).driver("ahci");
  }

  private List<GuardReason> unseen() {
    var snapshot = new InventoryReader().read(tree.root());
    return Guards.unseen(
            HostUseReader.read(tree.root()), snapshot.function(PciAddress.of(IT)).orElseThrow())
        .stream()
        .map(Unseen::guard)
        .toList();
  }

  @Test
  @DisplayName("a function without disks, interfaces and nodes has nothing to be in use")
  void nothing() {
    assertThat(unseen()).isEmpty();
  }

  @Test
  @DisplayName("mounts matter where there is a disk")
  void disk() {
    machine.disk(function, "sda", 8);
    assertThat(unseen()).containsExactly(GuardReason.DiskInUse);
    machine.mount("0:21", "/proc", "proc", "proc");
    assertThat(unseen()).isEmpty();
  }

  @Test
  @DisplayName("routes matter where there is an interface")
  void network() {
    machine.network(function, "eth0");
    assertThat(unseen()).containsExactly(GuardReason.NetworkInUse);
    machine.defaultRoute("eth1");
    assertThat(unseen()).isEmpty();
  }

  @Test
  @DisplayName("open files matter where there is a node, and a driver that it belongs to")
  void node() {
    tree.link("sys/dev/char/248:0", tree.folder("sys/devices/pci0000:00/" + IT + "/ptp/ptp0"));
    assertThat(unseen()).containsExactly(GuardReason.OpenByProcess);
    machine.process(1, "init");
    assertThat(unseen()).as("process 1 hides its files").hasSize(1);
    machine.process(1, "init", "pipe:[1]");
    assertThat(unseen()).isEmpty();
  }

  @Test
  @DisplayName("where nodes are not listed, any driver may have made one")
  void unlisted() throws Exception {
    java.nio.file.Files.delete(folder.resolve("sys/dev/char"));
    java.nio.file.Files.delete(folder.resolve("sys/dev"));
    assertThat(unseen()).containsExactly(GuardReason.OpenByProcess);
  }

  @Test
  @DisplayName("a display may have a framebuffer, and nodes that only its driver knows")
  void display() {
    function.pciClass("030000");
    assertThat(unseen()).containsExactly(GuardReason.BootDisplay, GuardReason.OpenByProcess);
    tree.file("proc/iomem", "00000000-00000fff : Reserved");
    assertThat(unseen()).containsExactly(GuardReason.OpenByProcess);
  }
}
