package dev.passthrough.kubelet.testing;

import dev.passthrough.proto.deviceplugin.v1beta1.Empty;
import dev.passthrough.proto.deviceplugin.v1beta1.RegisterRequest;
import dev.passthrough.proto.deviceplugin.v1beta1.RegistrationGrpc;
import io.grpc.Context;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Does what kubelet 1.36 does with device plugins ({@code pkg/kubelet/cm/devicemanager}): removes
 * every socket in its folder when it starts, dials back before it answers a registration, keeps one
 * client for each resource, and forgets that client when any stream of the resource ends. Sockets
 * in {@code plugins_registry} are found as by {@link PluginWatcher}.
 */
public final class KubeletStandIn implements AutoCloseable {

  private final Path folder;
  private final Path registry;

  /**
   * Netty removes a socket by the path it was bound by; SIGKILL removes none, so this way to it is
   * cut first.
   */
  private final Path alias;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<RegisterRequest> registrations = new CopyOnWriteArrayList<>();
  private final List<String> found = new CopyOnWriteArrayList<>();
  private volatile Optional<Status> refusal = Optional.empty();
  private volatile Door door = new Door();
  private @Nullable Server server;
  private @Nullable PluginWatcher watcher;

  /**
   * A kubelet that does not run yet.
   *
   * @param kubeletFolder as {@code /var/lib/kubelet}; the device plugins' folder is made in it at
   *     the first start
   */
  public KubeletStandIn(Path kubeletFolder) {
    this.folder = kubeletFolder.resolve("device-plugins");
    this.alias = kubeletFolder.resolve("bound-by");
    this.registry = kubeletFolder.resolve("plugins_registry");
  }

  /** Removes every socket in the folder, as kubelet does, and serves. */
  public synchronized void start() throws IOException {
    Files.createDirectories(folder);
    try (var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        if (Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .isOther()) {
          Files.deleteIfExists(file);
        }
      }
    }
    door = new Door();
    Files.createSymbolicLink(alias, folder);
    server =
        NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(alias.resolve("kubelet.sock")))
            .channelType(NioServerDomainSocketChannel.class)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .addService(door)
            .build()
            .start();
    watcher = new PluginWatcher(Files.createDirectories(registry), loops, door);
  }

  /** Ends as by SIGKILL: every connection breaks, every socket file stays. */
  public synchronized void kill() {
    stop();
    door.die();
  }

  /** Ends without a word to the plugins: their streams seem to be read on. */
  public synchronized void hang() {
    stop();
    door.clients.clear();
  }

  private void stop() {
    var running = server;
    if (running != null) {
      try {
        Files.delete(alias);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      running.shutdownNow();
      await(running);
      server = null;
    }
    if (watcher != null) {
      watcher.close();
      watcher = null;
    }
  }

  /** {@link #kill} and {@link #start}. */
  public void restart() throws IOException {
    kill();
    start();
  }

  /** Answers registrations with an error of these words from now on. */
  public void refuse(String words) {
    refuse(Status.UNKNOWN.withDescription(words));
  }

  /** Answers registrations so from now on. */
  public void refuse(Status status) {
    refusal = Optional.of(status);
  }

  /** Takes registrations again. */
  public void relent() {
    refusal = Optional.empty();
  }

  /** Every registration since the beginning, refused ones too. */
  public List<RegisterRequest> registrations() {
    return List.copyOf(registrations);
  }

  /** The connection to the plugin that serves {@code resourceName}, if one does. */
  public Optional<PluginClient> plugin(String resourceName) {
    return Optional.ofNullable(door.clients.get(resourceName));
  }

  /** Ids of {@code resourceName} that could be handed out now. */
  public List<String> allocatable(String resourceName) {
    return plugin(resourceName).map(PluginClient::healthyIds).orElse(List.of());
  }

  /** The resources of every plugin that was found by its socket, in order, refused ones too. */
  public List<String> found() {
    return List.copyOf(found);
  }

  /** Folder of the sockets that kubelet finds by itself. */
  public Path registry() {
    return registry;
  }

  /** Folder of the sockets. */
  public Path folder() {
    return folder;
  }

  @Override
  public void close() {
    kill();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static void await(Server running) {
    try {
      running.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** kubelet's own service, and what one run of kubelet knows. */
  private final class Door extends RegistrationGrpc.RegistrationImplBase
      implements PluginWatcher.Handler {
    private final Map<String, PluginClient> clients = new ConcurrentHashMap<>();
    private final List<PluginClient> dialled = new CopyOnWriteArrayList<>();

    private boolean dead;

    synchronized void die() {
      dead = true;
      clients.clear();
      dialled.forEach(PluginClient::drop);
    }

    @Override
    public void register(RegisterRequest request, StreamObserver<Empty> responses) {
      registrations.add(request);
      try {
        connect(request.getResourceName(), folder.resolve(request.getEndpoint()));
        responses.onNext(Empty.getDefaultInstance());
        responses.onCompleted();
      } catch (RuntimeException e) {
        responses.onError(Status.fromThrowable(e).asRuntimeException());
      }
    }

    @Override
    public void register(String resourceName, Path socket) {
      found.add(resourceName);
      connect(resourceName, socket);
    }

    /** Whichever's socket it was, the newest client goes: kubelet's DeRegisterPlugin. */
    @Override
    public void deregister(String resourceName) {
      streamEnded(resourceName);
    }

    private void connect(String name, Path socket) {
      if (refusal.isPresent()) {
        throw refusal.get().asRuntimeException();
      }
      var client = new PluginClient(name, socket, loops);
      synchronized (this) {
        if (dead) {
          client.drop();
          throw Status.UNAVAILABLE.asRuntimeException();
        }
        dialled.add(client);
        clients.put(name, client);
      }
      Context.ROOT.run(() -> client.connect(() -> streamEnded(name))); // outlives this call
    }

    /** The newest client goes, whichever's stream it was: kubelet 1.36's runClient. */
    private void streamEnded(String name) {
      var newest = clients.remove(name);
      if (newest != null) {
        newest.drop();
      }
    }
  }
}
