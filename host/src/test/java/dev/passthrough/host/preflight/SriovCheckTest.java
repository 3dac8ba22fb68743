package dev.passthrough.host.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.machine.MachineReader;
import dev.passthrough.host.testing.SysfsTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Whether cards may make virtual functions")
class SriovCheckTest {

  private static final String CARD = "0000:01:00.0";

  @TempDir Path folder;
  private SysfsTree tree;

  @BeforeEach
  void machine() {
    tree = new SysfsTree(folder).file("proc/sys/kernel/osrelease", "6.12.9");
  }

  private String found() {
    var finding =
        new SriovCheck()
            .examine(MachineReader.read(tree.root()), new InventoryReader().read(tree.root()));
    return finding.status() + " " + finding.title() + finding.evidence() + finding.fix();
  }

  @Test
  @DisplayName("one that may make none is a warning, one that may is named")
  void offered() {
    tree.function(CARD).physicalFunction(0);
    assertThat(found()).contains("warning", "0000:01:00.0: sriov_totalvfs 0");
    tree.function(CARD).physicalFunction(7);
    assertThat(found()).contains("ok", "sriov_totalvfs 7");
  }

  @Test
  @DisplayName("the capability without sriov_totalvfs is a warning with everything that may be why")
  void withheld() {
    tree.function(CARD).bytes("config", capability(64));
    assertThat(found())
        .contains(
            "warning",
            "0000:01:00.0: SR-IOV capability with 64 virtual functions, no sriov_totalvfs",
            "SR-IOV in the firmware",
            "Above 4G Decoding",
            "ARI",
            "Check that the kernel is built with CONFIG_PCI_IOV=y");
  }

  @Test
  @DisplayName("a kernel that was built without it is the reason, and nothing else is asked for")
  void kernelWithout() {
    tree.function(CARD).bytes("config", capability(64));
    tree.file("boot/config-6.12.9", "CONFIG_PCI=y\n# CONFIG_PCI_IOV is not set");
    assertThat(found())
        .contains("no CONFIG_PCI_IOV=y in /boot/config-6.12.9", "Start a kernel that is built")
        .doesNotContain("firmware");
  }

  @Test
  @DisplayName("a kernel that was built with it, as it says itself, is not the reason")
  void kernelWith() throws IOException {
    tree.function(CARD).bytes("config", capability(0));
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write("CONFIG_PCI_IOV=y\n".getBytes(StandardCharsets.UTF_8));
    }
    tree.bytes("proc/config.gz", packed.toByteArray());
    assertThat(found()).contains("warning", "firmware").doesNotContain("CONFIG_PCI_IOV");
    tree.bytes("proc/config.gz", new byte[] {1, 2, 3});
    assertThat(found()).contains("Check that the kernel is built with CONFIG_PCI_IOV=y");
  }

  @Test
  @DisplayName("what sysfs offers of the capability is no contradiction")
  void lowered() {
    tree.function(CARD).physicalFunction(63).bytes("config", capability(64));
    assertThat(found()).contains("ok", "sriov_totalvfs 63");
  }

  /** PCI Express Base 9.3.3: the capability 0010, TotalVFs at its offset 0e. */
  private static byte[] capability(int totalVfs) {
    var config = new byte[4096];
    config[0] = (byte) 0x86;
    config[1] = (byte) 0x80;
    config[0x100] = 0x10;
    config[0x102] = 1;
    config[0x10e] = (byte) totalVfs;
    return config;
  }
}
