package dev.passthrough.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.passthrough.kubelet.testing.HostTree;
import dev.passthrough.kubelet.testing.KubeletStandIn;
import dev.passthrough.proto.deviceplugin.v1beta1.ContainerPreferredAllocationRequest;
import dev.passthrough.proto.deviceplugin.v1beta1.ListAndWatchResponse;
import dev.passthrough.proto.deviceplugin.v1beta1.PreferredAllocationRequest;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeletLifeTest {

  private static final String NAME = "intel.com/igb-vf";
  private static final String A = "0000:01:10.0";
  private static final String B = "0000:01:10.2";

  /** Looks rarely, so that what is noticed at once was noticed by the folder's watch. */
  private static final Timing WATCHING =
      new Timing(
          Duration.ofMinutes(5),
          Duration.ofMillis(5),
          Duration.ofMillis(200),
          Duration.ofSeconds(15),
          Duration.ofSeconds(5),
          Duration.ZERO);

  @TempDir Path tmp;
  private HostTree host;
  private KubeletStandIn kubelet;
  private KubeletPlugins plugins;
  private final List<ResourceState> heard = new CopyOnWriteArrayList<>();

  @BeforeEach
  void prepare() {
    host = new HostTree(tmp.resolve("host"));
    host.function(A, "vfio-pci", 13).function(B, "vfio-pci", 14);
    kubelet = new KubeletStandIn(tmp.resolve("kubelet"));
    plugins = begin(WATCHING);
  }

  @AfterEach
  void stop() {
    plugins.close();
    kubelet.close();
  }

  private KubeletPlugins begin(Timing timing) {
    return KubeletPlugins.start(
        tmp.resolve("host"), tmp.resolve("kubelet"), timing, (name, state) -> heard.add(state));
  }

  private static List<OfferedResource> two() {
    return List.of(OfferedResource.pci(NAME, List.of(DeviceUnit.of(A), DeviceUnit.of(B))));
  }

  private void awaitAllocatable(String... ids) {
    await().untilAsserted(() -> assertThat(kubelet.allocatable(NAME)).containsExactly(ids));
  }

  private void awaitState(ResourceState state) {
    await().untilAsserted(() -> assertThat(plugins.states()).isEqualTo(Map.of(NAME, state)));
  }

  private List<String> sockets() throws IOException {
    try (var files = Files.list(kubelet.folder())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  @DisplayName("An offered resource is served, registered and listed, and says so")
  void registers() throws IOException {
    kubelet.start();
    plugins.offer(two());
    awaitAllocatable(A, B);
    awaitState(new ResourceState.Registered(2, 2));
    assertThat(heard)
        .containsExactly(new ResourceState.Registering(), new ResourceState.Registered(2, 2));
    assertThat(kubelet.registrations())
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
    plugins.close();
    plugins =
        begin(
            new Timing(
                Duration.ofMillis(20),
                Duration.ofMillis(5),
                Duration.ofMillis(200),
                Duration.ofSeconds(15),
                Duration.ofSeconds(5),
                Duration.ZERO));
    plugins.offer(two());
    await().until(() -> plugins.states().get(NAME) instanceof ResourceState.KubeletAbsent);
    kubelet.start();
    awaitAllocatable(A, B);
  }

  @Test
  @DisplayName(
      "A kubelet that restarts has the devices again, every time, and no socket is left behind")
  void kubeletRestarts() throws IOException {
    kubelet.start();
    plugins.offer(two());
    awaitAllocatable(A, B);
    for (int i = 0; i < 20; i++) {
      kubelet.restart();
      awaitAllocatable(A, B);
    }
    awaitState(new ResourceState.Registered(2, 2));
    assertThat(sockets()).hasSize(2);
  }

  @Test
  @DisplayName("While kubelet is down its state says so, with the socket's path")
  void kubeletDown() throws IOException {
    kubelet.start();
    plugins.offer(two());
    awaitAllocatable(A, B);
    kubelet.kill();
    await()
        .untilAsserted(() ->
            assertThat(plugins.states().toString())
                .contains("nobody answers at " + kubelet.folder().resolve("kubelet.sock")));
    kubelet.start();
    awaitAllocatable(A, B);
  }

  @Test
  @DisplayName("A socket that somebody removed while kubelet runs is served and registered again")
  void socketRemoved() throws IOException {
    kubelet.start();
    plugins.offer(two());
    awaitAllocatable(A, B);
    Files.delete(kubelet.folder().resolve(kubelet.registrations().getFirst().getEndpoint()));
    await().until(() -> kubelet.registrations().size() == 2);
    awaitAllocatable(A, B);
    assertThat(kubelet.folder().resolve(kubelet.registrations().getLast().getEndpoint())).exists();
  }

  @Test
  @DisplayName(
      "A refused registration is told in kubelet's words and tried again until it is taken")
  void refused() throws IOException {
    kubelet.refuse("the ResourceName \"intel.com/igb-vf\" is invalid");
    kubelet.start();
    plugins.offer(two());
    awaitState(new ResourceState.Refused("the ResourceName \"intel.com/igb-vf\" is invalid"));
    await().until(() -> kubelet.registrations().size() >= 3);
    kubelet.relent();
    awaitAllocatable(A, B);
  }

  @Test
  @DisplayName("A changed list is sent on the same stream, whole, without a new registration")
  void listChanges() throws IOException {
    kubelet.start();
    plugins.offer(two());
    awaitAllocatable(A, B);
    plugins.offer(
        List.of(
            OfferedResource.pci(
                NAME,
                List.of(
                    DeviceUnit.of(A).withHealth(Health.unhealthy("its driver is igbvf")),
                    DeviceUnit.of(B).onNumaNode(1)))));
    awaitAllocatable(B);
    awaitState(new ResourceState.Registered(2, 1));
    var list = kubelet.plugin(NAME).orElseThrow().lists().getLast();
    assertThat(list.getDevices(0).getHealth()).isEqualTo("Unhealthy");
    assertThat(list.getDevices(0).hasTopology()).isFalse();
    assertThat(list.getDevices(1).getTopology().getNodes(0).getID()).isEqualTo(1);
    assertThat(kubelet.registrations()).hasSize(1);
  }

  @Test
  @DisplayName(
      "A look at a device, by its address or its group, is sent if it shows another health")
  void lookedAt() throws IOException {
    kubelet.start();
    plugins.offer(two());
    awaitAllocatable(A, B);
    host.rebind(A, "igbvf");
    plugins.look(A);
    awaitAllocatable(B);
    host.without("dev/vfio/14");
    plugins.look("14");
    awaitAllocatable();
    host.rebind(A, "vfio-pci").node("vfio/14");
    plugins.look("13");
    plugins.look(B);
    awaitAllocatable(A, B);
    assertThat(kubelet.registrations()).hasSize(1);
  }

  @Test
  @DisplayName("kubelet may ask which devices to prefer, and gets them from one NUMA node")
  void preferred() throws IOException {
    kubelet.start();
    plugins.offer(
        List.of(
            OfferedResource.pci(NAME, List.of(DeviceUnit.of(A), DeviceUnit.of(B).onNumaNode(1)))));
    awaitAllocatable(A, B);
    var plugin = kubelet.plugin(NAME).orElseThrow();
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
    kubelet.start();
    plugins.offer(two());
    awaitAllocatable(A, B);
    plugins.offer(two());
    plugins.offer(List.of());
    await().until(() -> kubelet.plugin(NAME).isEmpty());
    assertThat(plugins.states()).isEmpty();
    assertThat(sockets()).containsExactly("kubelet.sock");
  }

  @Test
  @DisplayName("A withdrawn resource leaves an empty list with kubelet, and no socket")
  void withdrawn() throws IOException {
    kubelet.start();
    plugins.offer(two());
    awaitAllocatable(A, B);
    var client = kubelet.plugin(NAME).orElseThrow();
    plugins.close(Departure.WITHDRAWN);
    await().until(() -> client.lists().size() == 2);
    assertThat(client.lists().getLast()).isEqualTo(ListAndWatchResponse.getDefaultInstance());
    assertThat(sockets()).containsExactly("kubelet.sock");
  }

  @Test
  @DisplayName("A restarting agent leaves the list with kubelet as it is, and no socket")
  void restarting() throws IOException {
    kubelet.start();
    plugins.offer(two());
    awaitAllocatable(A, B);
    var client = kubelet.plugin(NAME).orElseThrow();
    plugins.close(Departure.RESTARTING);
    await().until(() -> kubelet.plugin(NAME).isEmpty());
    assertThat(client.lists()).hasSize(1);
    assertThat(sockets()).containsExactly("kubelet.sock");
  }

  @Test
  @DisplayName(
      "Two agents overlap in a rolling update: the old one goes, the new one holds, none fights")
  void overlap() throws IOException {
    kubelet.start();
    plugins.offer(two());
    awaitAllocatable(A, B);
    try (var newer = begin(WATCHING)) {
      newer.offer(two());
      await().until(() -> kubelet.registrations().size() == 2);
      awaitAllocatable(A, B);
      plugins.close();
      await().until(() -> kubelet.registrations().size() == 3);
      awaitAllocatable(A, B);
      assertThat(newer.states()).containsEntry(NAME, new ResourceState.Registered(2, 2));
      assertThat(sockets()).hasSize(2);
    }
  }

  @Test
  @DisplayName(
      "A socket that a dead agent left is removed; one that lives is not, nor are others' files")
  void staleSockets() throws IOException {
    kubelet.start();
    var dead = kubelet.folder().resolve("passthrough-intel.com_igb-vf-old.0.sock");
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(dead))
        .close();
    var alive = kubelet.folder().resolve("passthrough-intel.com_igb-vf-new.0.sock");
    var foreign = Files.createFile(kubelet.folder().resolve("kubelet_internal_checkpoint"));
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(alive));
      try (var newer = begin(WATCHING)) {
        await().until(() -> !Files.exists(dead));
        assertThat(alive).exists();
        assertThat(foreign).exists();
        newer.offer(List.of());
      }
    }
  }

  @Test
  @DisplayName("A resource name that kubelet would refuse never reaches it")
  void unfit() throws IOException {
    kubelet.start();
    plugins.offer(List.of(OfferedResource.pci("igb-vf", List.of(DeviceUnit.of(A)))));
    assertThat(plugins.states().get("igb-vf")).isInstanceOf(ResourceState.Unfit.class);
    assertThat(kubelet.registrations()).isEmpty();
  }
}
