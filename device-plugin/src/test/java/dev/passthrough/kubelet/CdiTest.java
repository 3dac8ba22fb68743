package dev.passthrough.kubelet;

import static dev.passthrough.kubelet.PluginRig.A;
import static dev.passthrough.kubelet.PluginRig.B;
import static dev.passthrough.kubelet.PluginRig.NAME;
import static dev.passthrough.kubelet.PluginRig.checking;
import static dev.passthrough.kubelet.PluginRig.names;
import static dev.passthrough.kubelet.PluginRig.two;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.passthrough.proto.deviceplugin.v1beta1.CDIDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A resource whose entry asks for names of the Container Device Interface. */
class CdiTest {

  private static final String SPEC = "passthrough.dev-vfio-intel.com_igb-vf.json";

  private PluginRig rig;
  private Path folder;

  @BeforeEach
  void prepare(@TempDir Path tmp) {
    rig = new PluginRig(tmp, Door.KubeletSocket, checking(Duration.ofMillis(20)));
    folder = rig.host().root().resolve("var/run/cdi");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void offerNamed() throws IOException {
    rig.kubelet().start();
    rig.plugins().offer(named());
    rig.awaitAllocatable(A, B);
  }

  private static List<OfferedResource> named() {
    return two().stream().map(it -> it.withCdi(true)).toList();
  }

  @Test
  @DisplayName("each unit is a device of the spec, with its nodes, once kubelet has the list")
  void spec() throws IOException {
    rig.host().vfioDevice(B, "vfio1").node("vfio/devices/vfio1").node("iommu");
    offerNamed();
    assertThat(folder.resolve(SPEC))
        .content()
        .isEqualToIgnoringWhitespace(
            """
            {"cdiVersion": "0.5.0", "kind": "passthrough.dev/vfio", "devices": [
              {"name": "0000:01:10.0", "containerEdits": {"deviceNodes": [
                {"path": "/dev/vfio/vfio", "permissions": "rwm"},
                {"path": "/dev/vfio/13", "permissions": "rwm"}]}},
              {"name": "0000:01:10.2", "containerEdits": {"deviceNodes": [
                {"path": "/dev/vfio/vfio", "permissions": "rwm"},
                {"path": "/dev/vfio/14", "permissions": "rwm"},
                {"path": "/dev/vfio/devices/vfio1", "permissions": "rwm"},
                {"path": "/dev/iommu", "permissions": "rwm"}]}}]}
            """);
  }

  @Test
  @DisplayName("an allocation names the units beside their nodes; others' allocations name nothing")
  void allocation() throws IOException {
    offerNamed();
    var answer = rig.kubelet().plugin(NAME).orElseThrow().allocate(List.of(B, A));
    assertThat(answer.getCdiDevicesList())
        .extracting(CDIDevice::getName)
        .containsExactly("passthrough.dev/vfio=" + B, "passthrough.dev/vfio=" + A);
    assertThat(answer.getDevicesList()).hasSize(3);
    rig.plugins().offer(two());
    await().untilAsserted(() -> assertThat(names(folder)).isEmpty());
    assertThat(rig.kubelet().plugin(NAME).orElseThrow().allocate(List.of(A)).getCdiDevicesList())
        .isEmpty();
  }

  @Test
  @DisplayName("a node that came behind our back is in the spec before an allocation is answered")
  void changed() throws IOException {
    offerNamed();
    rig.host().vfioDevice(A, "vfio7").node("vfio/devices/vfio7").node("iommu");
    rig.kubelet().plugin(NAME).orElseThrow().allocate(List.of(A));
    assertThat(folder.resolve(SPEC)).content().contains("/dev/vfio/devices/vfio7", B);
    assertThat(names(folder)).containsExactly(SPEC);
  }

  @Test
  @DisplayName("nothing is offered before the spec can be written, and the state says what to do")
  void unwritable() throws IOException {
    Files.createDirectories(folder.getParent());
    Files.createFile(folder);
    rig.kubelet().start();
    rig.plugins().offer(named());
    assertThat(rig.plugins().states().toString()).contains(SPEC, "the chart's agent.cdi");
    assertThat(rig.kubelet().registrations()).isEmpty();
    Files.delete(folder);
    rig.awaitAllocatable(A, B);
    rig.awaitState(new ResourceState.Registered(2, 2));
  }

  @Test
  @DisplayName("what cannot be put in place leaves no other file behind")
  void unplaced() throws IOException {
    Files.createDirectories(folder.resolve(SPEC).resolve("in-the-way"));
    rig.plugins().offer(named());
    assertThat(rig.plugins().states().toString()).contains("can't be written");
    assertThat(names(folder)).containsExactly(SPEC);
  }

  @Test
  @DisplayName(
      "the spec outlives a restart, goes with the resource, and takes what others left along")
  void leaving() throws IOException {
    Files.createDirectories(folder);
    Files.createFile(folder.resolve("passthrough.dev-vfio-gone.example_vf.json"));
    var foreign = Files.createFile(folder.resolve("nvidia.com-gpu.yaml"));
    offerNamed();
    rig.restart(PluginRig.WATCHING);
    assertThat(names(folder)).contains(SPEC);
    offerNamed(rig.plugins());
    assertThat(names(folder)).containsExactly(foreign.getFileName().toString(), SPEC);
    rig.plugins().offer(List.of());
    await()
        .untilAsserted(
            () -> assertThat(names(folder)).containsExactly(foreign.getFileName().toString()));
  }

  private void offerNamed(KubeletPlugins plugins) {
    plugins.offer(named());
    rig.awaitAllocatable(A, B);
  }
}
