package dev.passthrough.kubelet;

import static dev.passthrough.kubelet.PluginRig.A;
import static dev.passthrough.kubelet.PluginRig.B;
import static dev.passthrough.kubelet.PluginRig.NAME;
import static dev.passthrough.kubelet.PluginRig.two;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.passthrough.proto.deviceplugin.v1beta1.ContainerPreferredAllocationRequest;
import dev.passthrough.proto.deviceplugin.v1beta1.PreferredAllocationRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What kubelet hears of the devices. */
class ListTest {

  private PluginRig rig;

  @BeforeEach
  void prepare(@TempDir Path tmp) {
    rig = new PluginRig(tmp);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  @DisplayName("A changed list is sent on the same stream, whole, without a new registration")
  void listChanges() throws IOException {
    rig.offerTwo();
    rig.plugins()
        .offer(
            List.of(
                OfferedResource.pci(
                    NAME,
                    List.of(
                        DeviceUnit.of(A).withHealth(Health.unhealthy("its driver is igbvf")),
                        DeviceUnit.of(B).onNumaNode(1)))));
    rig.awaitAllocatable(B);
    rig.awaitState(new ResourceState.Registered(2, 1));
    var list = rig.kubelet().plugin(NAME).orElseThrow().lists().getLast();
    assertThat(list.getDevices(0).getHealth()).isEqualTo("Unhealthy");
    assertThat(list.getDevices(0).hasTopology()).isFalse();
    assertThat(list.getDevices(1).getTopology().getNodes(0).getID()).isEqualTo(1);
    assertThat(rig.kubelet().registrations()).hasSize(1);
  }

  @Test
  @DisplayName(
      "A look at a device, by its address or its group, is sent if it shows another health")
  void lookedAt() throws IOException {
    rig.offerTwo();
    rig.host().rebind(A, "igbvf");
    rig.plugins().look(A);
    rig.awaitAllocatable(B);
    rig.host().without("dev/vfio/14");
    rig.plugins().look("14");
    rig.awaitAllocatable();
    rig.host().rebind(A, "vfio-pci").node("vfio/14");
    rig.plugins().look("13");
    rig.plugins().look(B);
    rig.awaitAllocatable(A, B);
    assertThat(rig.kubelet().registrations()).hasSize(1);
  }

  @Test
  @DisplayName("kubelet may ask which devices to prefer, and gets them from one NUMA node")
  void preferred() throws IOException {
    rig.kubelet().start();
    rig.plugins()
        .offer(
            List.of(
                OfferedResource.pci(
                    NAME, List.of(DeviceUnit.of(A), DeviceUnit.of(B).onNumaNode(1)))));
    rig.awaitAllocatable(A, B);
    var plugin = rig.kubelet().plugin(NAME).orElseThrow();
    assertThat(plugin.options().getGetPreferredAllocationAvailable()).isTrue();
    var request =
        PreferredAllocationRequest.newBuilder()
            .addContainerRequests(
                ContainerPreferredAllocationRequest.newBuilder()
                    .addAllAvailableDeviceIDs(List.of(A, B))
                    .setAllocationSize(1))
            .build();
    assertThat(
            plugin
                .stub()
                .getPreferredAllocation(request)
                .getContainerResponses(0)
                .getDeviceIDsList())
        .containsExactly(B);
  }

  @Test
  @DisplayName("The same offer again sends nothing")
  void sameOffer() throws IOException {
    rig.offerTwo();
    rig.plugins().offer(two());
    rig.plugins().offer(List.of());
    await().until(() -> rig.kubelet().plugin(NAME).isEmpty());
    assertThat(rig.plugins().states()).isEmpty();
    assertThat(rig.sockets()).containsExactly("kubelet.sock");
  }
}
