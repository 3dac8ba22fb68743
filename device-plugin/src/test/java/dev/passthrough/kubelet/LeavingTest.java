package dev.passthrough.kubelet;

import static dev.passthrough.kubelet.PluginRig.A;
import static dev.passthrough.kubelet.PluginRig.B;
import static dev.passthrough.kubelet.PluginRig.NAME;
import static dev.passthrough.kubelet.PluginRig.WATCHING;
import static dev.passthrough.kubelet.PluginRig.two;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.passthrough.proto.deviceplugin.v1beta1.ListAndWatchResponse;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left when plugins go, and of those before them. */
class LeavingTest {

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
  @DisplayName("A withdrawn resource leaves an empty list with kubelet, and no socket")
  void withdrawn() throws IOException {
    rig.offerTwo();
    var client = rig.kubelet().plugin(NAME).orElseThrow();
    rig.plugins().close(Departure.WITHDRAWN);
    await().until(() -> client.lists().size() == 2);
    assertThat(client.lists().getLast()).isEqualTo(ListAndWatchResponse.getDefaultInstance());
    assertThat(rig.sockets()).containsExactly("kubelet.sock");
  }

  @Test
  @DisplayName("A restarting agent leaves the list with kubelet as it is, and no socket")
  void restarting() throws IOException {
    rig.offerTwo();
    var client = rig.kubelet().plugin(NAME).orElseThrow();
    rig.plugins().close(Departure.RESTARTING);
    await().until(() -> rig.kubelet().plugin(NAME).isEmpty());
    assertThat(client.lists()).hasSize(1);
    assertThat(rig.sockets()).containsExactly("kubelet.sock");
  }

  @Test
  @DisplayName(
      "Two agents overlap in a rolling update: the old one goes, the new one holds, none fights")
  void overlap() throws IOException {
    rig.offerTwo();
    try (var newer = rig.begin(WATCHING)) {
      newer.offer(two());
      await().until(() -> rig.kubelet().registrations().size() == 2);
      rig.awaitAllocatable(A, B);
      rig.plugins().close();
      await().until(() -> rig.kubelet().registrations().size() == 3);
      rig.awaitAllocatable(A, B);
      assertThat(newer.states()).containsEntry(NAME, new ResourceState.Registered(2, 2));
      assertThat(rig.sockets()).hasSize(2);
    }
  }

  @Test
  @DisplayName(
      "A socket that a dead agent left is removed; one that lives is not, nor are others' files")
  void staleSockets() throws IOException {
    rig.kubelet().start();
    var dead = rig.kubelet().folder().resolve("passthrough-intel.com_igb-vf-old.0.sock");
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(dead))
        .close();
    var alive = rig.kubelet().folder().resolve("passthrough-intel.com_igb-vf-new.0.sock");
    var foreign = Files.createFile(rig.kubelet().folder().resolve("kubelet_internal_checkpoint"));
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(alive));
      try (var newer = rig.begin(WATCHING)) {
        await().until(() -> !Files.exists(dead));
        assertThat(alive).exists();
        assertThat(foreign).exists();
        newer.offer(List.of());
      }
    }
  }
}
