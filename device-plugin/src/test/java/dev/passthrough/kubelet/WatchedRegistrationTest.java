package dev.passthrough.kubelet;

import static dev.passthrough.kubelet.PluginRig.A;
import static dev.passthrough.kubelet.PluginRig.B;
import static dev.passthrough.kubelet.PluginRig.NAME;
import static dev.passthrough.kubelet.PluginRig.WATCHING;
import static dev.passthrough.kubelet.PluginRig.checking;
import static dev.passthrough.kubelet.PluginRig.names;
import static dev.passthrough.kubelet.PluginRig.two;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

/** Kubelet finds the socket by itself, in the folder where it looks for plugins. */
class WatchedRegistrationTest {

  private PluginRig rig;

  @BeforeEach
  void prepare(@TempDir Path tmp) {
    rig = new PluginRig(tmp, Door.PluginWatcher, checking(Duration.ofMillis(20)));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  @DisplayName(
      "A resource is found, listed and handed out, and kubelet's own socket is never called")
  void found() throws IOException {
    rig.offerTwo();
    rig.awaitState(new ResourceState.Registered(2, 2));
    assertThat(rig.kubelet().registrations()).isEmpty();
    assertThat(rig.sockets()).containsExactly("kubelet.sock");
    assertThat(rig.kubelet().plugin(NAME).orElseThrow().allocate(List.of(B)).getEnvsMap())
        .containsValue(B);
  }

  @Test
  @DisplayName(
      "Until a kubelet comes the state says so; each one that restarts has the devices again")
  void restarts() throws IOException {
    Files.createDirectories(rig.kubelet().registry());
    rig.plugins().offer(two());
    await()
        .untilAsserted(() ->
            assertThat(rig.plugins().states().get(NAME))
                .isInstanceOfSatisfying(
                    ResourceState.KubeletAbsent.class,
                    it -> assertThat(it.detail()).contains("plugins_registry")));
    rig.kubelet().start();
    for (int i = 0; i < 10; i++) {
      rig.awaitAllocatable(A, B);
      rig.kubelet().restart();
    }
    rig.awaitAllocatable(A, B);
    rig.awaitState(new ResourceState.Registered(2, 2));
    await().untilAsserted(() -> assertThat(names(rig.kubelet().registry())).hasSize(1));
  }

  @Test
  @DisplayName("A refusal is told in kubelet's words; kubelet comes again to the same socket")
  void refused() throws IOException {
    rig.kubelet().refuse("the ResourceName \"intel.com/igb-vf\" is invalid");
    rig.kubelet().start();
    rig.plugins().offer(two());
    rig.awaitState(new ResourceState.Refused("the ResourceName \"intel.com/igb-vf\" is invalid"));
    await().until(() -> rig.kubelet().found().size() >= 3);
    assertThat(names(rig.kubelet().registry())).hasSize(1);
    rig.kubelet().relent();
    rig.awaitAllocatable(A, B);
    rig.awaitState(new ResourceState.Registered(2, 2));
  }

  @Test
  @DisplayName("A socket that somebody removed is made anew, and found again")
  void removed() throws IOException {
    rig.offerTwo();
    var socket = rig.kubelet().registry().resolve(names(rig.kubelet().registry()).getFirst());
    Files.delete(socket);
    await().until(() -> rig.kubelet().found().size() >= 2);
    rig.awaitAllocatable(A, B);
    assertThat(socket).doesNotExist();
  }

  @Test
  @DisplayName("Two agents overlap: the old one's end takes the new one's list, which comes back")
  void overlap() throws IOException {
    rig.offerTwo();
    try (var newer = rig.begin(WATCHING)) {
      newer.offer(two());
      await().until(() -> rig.kubelet().found().size() == 2);
      rig.plugins().close();
      await().until(() -> rig.kubelet().found().size() >= 3);
      rig.awaitAllocatable(A, B);
      await().until(() -> names(rig.kubelet().registry()).size() == 1);
    }
    assertThat(names(rig.kubelet().registry())).isEmpty();
  }
}
