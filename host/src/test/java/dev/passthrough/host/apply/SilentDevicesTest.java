package dev.passthrough.host.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.host.testing.SilentDevice;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Devices that do not answer are found without waiting for them")
class SilentDevicesTest {

  private static final Duration PATIENCE = Duration.ofMillis(200);

  @TempDir(factory = InMemory.class)
  Path root;

  @Test
  @DisplayName("where all answer there are none")
  void none() throws Exception {
    new LabHost(root);

    assertThat(SilentDevices.of(HostRoot.at(root), Duration.ofMinutes(1))).isEmpty();
  }

  @Test
  @DisplayName("each of several is named, and no other")
  void several() throws Exception {
    new LabHost(root);
    SilentDevice.at(root, LabHost.CARD);
    SilentDevice.at(root, LabHost.CARD_ON_NODE_1);

    assertThat(SilentDevices.of(HostRoot.at(root), PATIENCE))
        .containsExactlyInAnyOrder(
            PciAddress.parse(LabHost.CARD).orElseThrow(),
            PciAddress.parse(LabHost.CARD_ON_NODE_1).orElseThrow());
  }

  @Test
  @DisplayName("one is named that keeps only who asks for its number of functions waiting")
  void numberOfFunctions() throws Exception {
    new LabHost(root);
    SilentDevice.at(root, LabHost.CARD, "sriov_numvfs");

    assertThat(SilentDevices.of(HostRoot.at(root), PATIENCE))
        .containsExactly(PciAddress.parse(LabHost.CARD).orElseThrow());
  }

  @Test
  @DisplayName("a folder without devices has none")
  void noDevices() throws Exception {
    assertThat(SilentDevices.of(HostRoot.at(root), PATIENCE)).isEmpty();
  }
}
