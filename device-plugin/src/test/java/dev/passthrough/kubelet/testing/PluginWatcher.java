package dev.passthrough.kubelet.testing;

import dev.passthrough.proto.pluginregistration.v1.InfoRequest;
import dev.passthrough.proto.pluginregistration.v1.RegistrationGrpc;
import dev.passthrough.proto.pluginregistration.v1.RegistrationStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Does what kubelet 1.36 does with sockets in {@code plugins_registry} ({@code
 * pkg/kubelet/pluginmanager}), more often: lets go of those that are gone, asks new ones what they
 * are, and says what came of it. A socket that was taken is not asked again.
 */
final class PluginWatcher implements AutoCloseable {

  /** Who takes the plugins. */
  interface Handler {
    /** Dials the plugin; throws if that cannot be. */
    void register(String resourceName, Path socket);

    void deregister(String resourceName);
  }

  private static final long PAUSE_MILLIS = 10;

  private final Path folder;
  private final EventLoopGroup loops;
  private final Handler handler;
  private final Map<Path, String> taken = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

  PluginWatcher(Path folder, EventLoopGroup loops, Handler handler) {
    this.folder = folder;
    this.loops = loops;
    this.handler = handler;
    var _ =
        thread.scheduleWithFixedDelay(
            this::reconcile, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void reconcile() {
    try (var files = Files.list(folder)) {
      var sockets = files.collect(Collectors.toSet());
      for (var gone : Map.copyOf(taken).entrySet()) {
        if (!sockets.contains(gone.getKey())) {
          taken.remove(gone.getKey());
          handler.deregister(gone.getValue());
        }
      }
      sockets.stream().filter(it -> !taken.containsKey(it)).forEach(this::introduce);
    } catch (IOException e) {
      throw new AssertionError("the folder " + folder + " cannot be read", e);
    }
  }

  private void introduce(Path socket) {
    var channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioDomainSocketChannel.class)
            .eventLoopGroup(loops)
            .usePlaintext()
            .build();
    var plugin = RegistrationGrpc.newBlockingStub(channel).withDeadlineAfter(1, TimeUnit.SECONDS);
    try {
      var info = plugin.getInfo(InfoRequest.getDefaultInstance());
      if (!info.getType().equals("DevicePlugin") || !info.getEndpoint().isEmpty()) {
        throw new AssertionError("a plugin of another kind: " + info);
      }
      var answer = RegistrationStatus.newBuilder();
      try {
        handler.register(info.getName(), socket);
        taken.put(socket, info.getName());
        answer.setPluginRegistered(true);
      } catch (StatusRuntimeException refused) {
        answer.setError(String.valueOf(Status.fromThrowable(refused).getDescription()));
      }
      var _ = plugin.notifyRegistrationStatus(answer.build());
    } catch (StatusRuntimeException unanswered) {
      // kubelet tries again with its next look
    } finally {
      channel.shutdownNow();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      var _ = thread.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
