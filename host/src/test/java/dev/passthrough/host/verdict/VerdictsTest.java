package dev.passthrough.host.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.testing.MemoryFolder;
import dev.passthrough.host.testing.SysfsTree;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictsTest {

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private SysfsTree tree;

  @BeforeEach
  void start() {
    tree = new SysfsTree(folder);
  }

  private Verdict verdict(String address) {
    return Verdicts.of(new InventoryReader().read(HostRoot.at(folder)))
        .of(PciAddress.of(address))
        .orElseThrow();
  }

  private static List<PciAddress> addresses(String... all) {
    return Arrays.stream(all).map(PciAddress::of).toList();
  }

  @Test
  @DisplayName("a card's functions in one group go together; a bridge in it is not in the way")
  void companions() {
    tree.function("0000:00:01.0").pciClass("060400").group(1);
    tree.functionBelow("0000:00:01.0", "0000:01:00.0").group(1);
    tree.functionBelow("0000:00:01.0", "0000:01:00.1").group(1);

    assertThat(verdict("0000:01:00.0").isolation()).isEqualTo(Isolation.WithCompanions);
    assertThat(verdict("0000:01:00.0").companions()).isEqualTo(addresses("0000:01:00.1"));
    assertThat(verdict("0000:01:00.0").remedies()).isEmpty();
  }

  @Test
  @DisplayName("a stranger is in the way until a VFIO driver, also a variant of it, holds it")
  void strangers() {
    var stranger = tree.function("0000:02:00.0").group(1).driver("nvme");
    tree.function("0000:01:00.0").group(1);
    assertThat(verdict("0000:01:00.0").isolation()).isEqualTo(Isolation.Shared);
    assertThat(verdict("0000:01:00.0").blockedBy()).isEqualTo(addresses("0000:02:00.0"));
    assertThat(verdict("0000:01:00.0").remedies()).isNotEmpty();

    stranger.driver("pci-stub");
    assertThat(verdict("0000:01:00.0").isolation()).isEqualTo(Isolation.Shared);

    stranger.driver("mlx5_vfio_pci");
    assertThat(verdict("0000:01:00.0").isolation()).isEqualTo(Isolation.Alone);
  }

  @Test
  @DisplayName(
      "virtual functions at their physical function's slot are alone in groups of their own")
  void virtualFunctions() {
    var physical = tree.function("0000:08:00.0").group(38).physicalFunction(16);
    tree.function("0000:08:00.4").group(90).virtualFunctionOf(physical, 0);
    tree.function("0000:08:00.5").group(91).virtualFunctionOf(physical, 1);

    assertThat(verdict("0000:08:00.0").isolation()).isEqualTo(Isolation.Alone);
    assertThat(verdict("0000:08:00.4").isolation()).isEqualTo(Isolation.Alone);
    assertThat(verdict("0000:08:00.4").companions()).isEmpty();
  }

  @Test
  @DisplayName("without a group nothing can be passed")
  void noGroup() {
    tree.function("0000:01:00.0");
    assertThat(verdict("0000:01:00.0").isolation()).isEqualTo(Isolation.NoGroup);
    assertThat(verdict("0000:01:00.0").separation()).isEmpty();
  }

  @Test
  @DisplayName("a platform device in the group is in the way")
  void platformDevice() {
    tree.function("0000:01:00.0").group(1);
    tree.link(
        "sys/kernel/iommu_groups/1/devices/arm-smmu-test", tree.folder("sys/devices/platform/x"));
    assertThat(verdict("0000:01:00.0").isolation()).isEqualTo(Isolation.Shared);
    assertThat(verdict("0000:01:00.0").otherDevices()).containsExactly("arm-smmu-test");
  }

  @Test
  @DisplayName("an override that names the card is told from the hardware's own separation")
  void overrideById() {
    tree.file("proc/cmdline", "quiet pcie_acs_override=id:10de:1eb8");
    tree.function("0000:01:00.0").ids("10de", "1eb8").group(1);
    tree.function("0000:01:00.1").ids("10de", "10f8").group(2);
    assertThat(verdict("0000:01:00.0").separation()).contains(Separation.Override);
    assertThat(verdict("0000:01:00.1").separation()).contains(Separation.Hardware);
  }
}
