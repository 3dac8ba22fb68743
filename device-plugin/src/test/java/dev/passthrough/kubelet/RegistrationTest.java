package dev.passthrough.kubelet;

import static dev.passthrough.kubelet.PluginRig.A;
import static dev.passthrough.kubelet.PluginRig.B;
import static dev.passthrough.kubelet.PluginRig.NAME;
import static dev.passthrough.kubelet.PluginRig.checking;
import static dev.passthrough.kubelet.PluginRig.two;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
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

/** By its own socket, a kubelet that comes, goes and refuses. */
class RegistrationTest {

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
  @DisplayName("An offered resource is served, registered and listed, and says so")
  void registers() throws IOException {
    rig.offerTwo();
    rig.awaitState(new ResourceState.Registered(2, 2));
    assertThat(rig.heard())
        .containsExactly(new ResourceState.Registering(), new ResourceState.Registered(2, 2));
    assertThat(rig.kubelet().registrations())
        .singleElement()
        .satisfies(request -> {
          assertThat(request.getVersion()).isEqualTo("v1beta1");
          assertThat(request.getResourceName()).isEqualTo(NAME);
          assertThat(request.getEndpoint()).matches("passthrough-intel\\.com_igb-vf-.*\\.sock");
        });
  }

  @Test
  @DisplayName(
      "A kubelet that is absent at first is registered with when it comes, its folder made by itself")
  void kubeletComesLate() throws IOException {
    rig.restart(checking(Duration.ofMillis(20)));
    rig.plugins().offer(two());
    await().until(() -> rig.plugins().states().get(NAME) instanceof ResourceState.KubeletAbsent);
    rig.kubelet().start();
    rig.awaitAllocatable(A, B);
  }

  @Test
  @DisplayName(
      "A kubelet that restarts has the devices again, every time, and no socket is left behind")
  void kubeletRestarts() throws IOException {
    rig.offerTwo();
    for (int i = 0; i < 20; i++) {
      rig.kubelet().restart();
      rig.awaitAllocatable(A, B);
    }
    rig.awaitState(new ResourceState.Registered(2, 2));
    assertThat(rig.sockets()).hasSize(2);
  }

  @Test
  @DisplayName(
      "A list that a kubelet held which is gone is not taken for held by the next one, which refuses at first")
  void heldByTheLast() throws IOException {
    rig.offerTwo();
    rig.kubelet().hang();
    rig.kubelet().refuse("not yet");
    rig.kubelet().start();
    rig.awaitState(new ResourceState.Refused("not yet"));
    rig.kubelet().relent();
    rig.awaitAllocatable(A, B);
  }

  @Test
  @DisplayName("A resource is served once: after a restart of kubelet its socket has another name")
  void servedOnce() throws IOException {
    rig.offerTwo();
    var home = rig.kubelet().folder().resolve("passthrough");
    var before = PluginRig.names(home);
    rig.kubelet().restart();
    rig.awaitAllocatable(A, B);
    assertThat(PluginRig.names(home)).hasSize(1).isEqualTo(before);
    assertThat(rig.kubelet().registrations().getLast().getEndpoint())
        .isNotEqualTo(rig.kubelet().registrations().getFirst().getEndpoint());
  }

  @Test
  @DisplayName(
      "Where kubelet's whole folder was removed and made again, the resource is served anew")
  void folderRemoved() throws IOException {
    rig.offerTwo();
    rig.kubelet().kill();
    var home = rig.kubelet().folder().resolve("passthrough");
    for (var folder : List.of(home, rig.kubelet().folder())) {
      try (var files = Files.list(folder)) {
        for (var file : files.toList()) {
          Files.delete(file);
        }
      }
    }
    Files.delete(rig.kubelet().folder());
    rig.kubelet().start();
    rig.awaitAllocatable(A, B);
  }

  @Test
  @DisplayName("While kubelet is down its state says so, with the socket's path")
  void kubeletDown() throws IOException {
    rig.offerTwo();
    rig.kubelet().kill();
    await()
        .untilAsserted(() ->
            assertThat(rig.plugins().states().toString())
                .contains("nobody answers at " + rig.kubelet().folder().resolve("kubelet.sock")));
    rig.kubelet().start();
    rig.awaitAllocatable(A, B);
  }

  @Test
  @DisplayName("A socket that somebody removed while kubelet runs is served and registered again")
  void socketRemoved() throws IOException {
    rig.offerTwo();
    Files.delete(
        rig.kubelet().folder().resolve(rig.kubelet().registrations().getFirst().getEndpoint()));
    await().until(() -> rig.kubelet().registrations().size() == 2);
    rig.awaitAllocatable(A, B);
    assertThat(
            rig.kubelet().folder().resolve(rig.kubelet().registrations().getLast().getEndpoint()))
        .exists();
  }

  @Test
  @DisplayName(
      "A refused registration is told in kubelet's words and tried again until it is taken")
  void refused() throws IOException {
    rig.kubelet().refuse("the ResourceName \"intel.com/igb-vf\" is invalid");
    rig.kubelet().start();
    rig.plugins().offer(two());
    rig.awaitState(new ResourceState.Refused("the ResourceName \"intel.com/igb-vf\" is invalid"));
    await().until(() -> rig.kubelet().registrations().size() >= 3);
    rig.kubelet().relent();
    rig.awaitAllocatable(A, B);
  }

  @Test
  @DisplayName("A kubelet that answers and cannot dial back is not said to be silent")
  void unavailable() throws IOException {
    rig.kubelet().refuse(Status.UNAVAILABLE.withDescription("dialling back took too long"));
    rig.kubelet().start();
    rig.plugins().offer(two());
    await()
        .untilAsserted(() ->
            assertThat(rig.plugins().states().toString())
                .contains("kubelet.sock cannot take it now: dialling back took too long"));
    rig.kubelet().relent();
    rig.awaitAllocatable(A, B);
  }

  @Test
  @DisplayName("A resource name that kubelet would refuse never reaches it")
  void unfit() throws IOException {
    rig.kubelet().start();
    rig.plugins().offer(List.of(OfferedResource.pci("igb-vf", List.of(DeviceUnit.of(A)))));
    assertThat(rig.plugins().states().get("igb-vf")).isInstanceOf(ResourceState.Unfit.class);
    assertThat(rig.kubelet().registrations()).isEmpty();
  }
}
