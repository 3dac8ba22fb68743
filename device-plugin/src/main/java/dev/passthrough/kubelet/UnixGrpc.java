package dev.passthrough.kubelet;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * gRPC over unix sockets with the JDK's own channels: one thread for all I/O and for what is
 * served, which reads a few links of sysfs and writes a small file at most; a virtual thread for
 * each answer to a call of our own.
 */
final class UnixGrpc implements AutoCloseable {

  /** More than any list that kubelet would take, and no invitation to fill the heap. */
  private static final int INBOUND_LIMIT = 4 << 20;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("kubelet-io", true), NioIoHandler.newFactory());
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Serves {@code services} at {@code socket}, which must not exist; it is there when this returns.
   */
  Server serve(Path socket, List<BindableService> services) throws IOException {
    return NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
        .channelType(NioServerDomainSocketChannel.class)
        .bossEventLoopGroup(loops)
        .workerEventLoopGroup(loops)
        .directExecutor()
        .maxInboundMessageSize(INBOUND_LIMIT)
        .addServices(services.stream().map(BindableService::bindService).toList())
        .build()
        .start();
  }

  /** A channel to whoever serves at {@code socket}; connects at the first call. */
  ManagedChannel dial(Path socket) {
    return NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
        .channelType(NioDomainSocketChannel.class)
        .eventLoopGroup(loops)
        .executor(calls)
        .usePlaintext()
        .overrideAuthority("localhost")
        .build();
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    calls.close();
  }
}
