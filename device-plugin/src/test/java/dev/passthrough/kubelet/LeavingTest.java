package dev.passthrough.kubelet;

import static dev.passthrough.kubelet.PluginRig.A;
import static dev.passthrough.kubelet.PluginRig.B;
import static dev.passthrough.kubelet.PluginRig.NAME;
import static dev.passthrough.kubelet.PluginRig.WATCHING;
import static dev.passthrough.kubelet.PluginRig.two;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.passthrough.proto.deviceplugin.v1beta1.DevicePluginGrpc;
import dev.passthrough.proto.deviceplugin.v1beta1.Empty;
import dev.passthrough.proto.deviceplugin.v1beta1.ListAndWatchResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left when plugins go, and of those before them. */
class LeavingTest {

  /** Of HTTP/2, in bytes: more than that is not sent to who does not read. */
  private static final int WINDOW = 65_535;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  private PluginRig rig;

  @BeforeEach
  void prepare(@TempDir Path tmp) {
    rig = new PluginRig(tmp);
  }

  @AfterEach
  void stop() {
    rig.close();
    var _ = loops.shutdownGracefully();
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
  @DisplayName("Many resources of which nobody lets go are waited for together, not one by one")
  @Timeout(60)
  void together() throws IOException {
    var patient =
        new Timing(
            WATCHING.slowCheck(),
            WATCHING.firstRetry(),
            WATCHING.lastRetry(),
            WATCHING.answer(),
            Duration.ofSeconds(4),
            WATCHING.staleAge());
    rig.kubelet().start();
    var stopped = new ArrayList<ManagedChannel>();
    try (var many = rig.begin(patient)) {
      many.offer(
          IntStream.range(0, 20)
              .mapToObj(it -> longer(DeviceUnit.of("0000:%02x:00.0".formatted(it))))
              .map(it ->
                  OfferedResource.pci("example.com/" + it.address().substring(5, 7), List.of(it)))
              .toList());
      await().until(() -> rig.kubelet().registrations().size() == 20);
      for (var socket : rig.sockets()) {
        if (!socket.equals("kubelet.sock")) {
          stopped.add(asksAndReadsNothing(rig.kubelet().folder().resolve(socket)));
        }
      }
    }
    assertThat(stopped).hasSize(20);
    stopped.forEach(ManagedChannel::shutdownNow);
  }

  private static DeviceUnit longer(DeviceUnit it) {
    return new DeviceUnit(
        it.address() + "-".repeat(WINDOW),
        it.address(),
        it.companions(),
        it.driver(),
        it.numaNode(),
        it.rootPort(),
        it.health());
  }

  /** A kubelet that is stopped with a stream open: what it is sent stays in the plugin. */
  private ManagedChannel asksAndReadsNothing(Path socket) {
    var channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioDomainSocketChannel.class)
            .eventLoopGroup(loops)
            .usePlaintext()
            .overrideAuthority("localhost")
            .flowControlWindow(WINDOW)
            .build();
    var call = channel.newCall(DevicePluginGrpc.getListAndWatchMethod(), CallOptions.DEFAULT);
    var answered = new CompletableFuture<Metadata>();
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onHeaders(Metadata headers) {
            answered.complete(headers);
          }
        },
        new Metadata());
    call.sendMessage(Empty.getDefaultInstance());
    call.halfClose();
    answered.orTimeout(30, TimeUnit.SECONDS).join();
    return channel;
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
