package dev.passthrough.kubelet.testing;

import dev.passthrough.proto.podresources.v1.ContainerDevices;
import dev.passthrough.proto.podresources.v1.ContainerResources;
import dev.passthrough.proto.podresources.v1.ListPodResourcesRequest;
import dev.passthrough.proto.podresources.v1.ListPodResourcesResponse;
import dev.passthrough.proto.podresources.v1.PodResources;
import dev.passthrough.proto.podresources.v1.PodResourcesListerGrpc;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** kubelet's pod-resources socket, with pods that a test names. */
public final class PodResourcesStandIn implements AutoCloseable {

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<PodResources> pods = new CopyOnWriteArrayList<>();
  private final Server server;

  /** Serves below {@code kubeletFolder} at once. */
  public PodResourcesStandIn(Path kubeletFolder) throws IOException {
    var folder = Files.createDirectories(kubeletFolder.resolve("pod-resources"));
    server =
        NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(folder.resolve("kubelet.sock")))
            .channelType(NioServerDomainSocketChannel.class)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .addService(
                new PodResourcesListerGrpc.PodResourcesListerImplBase() {
                  @Override
                  public void list(
                      ListPodResourcesRequest request,
                      StreamObserver<ListPodResourcesResponse> responses) {
                    responses.onNext(
                        ListPodResourcesResponse.newBuilder().addAllPodResources(pods).build());
                    responses.onCompleted();
                  }
                })
            .build()
            .start();
  }

  /** One more pod, which has nothing. */
  public void run(String namespace, String pod) {
    pods.add(PodResources.newBuilder().setNamespace(namespace).setName(pod).build());
  }

  /** One more pod, of one container, that holds {@code ids} of {@code resourceName}. */
  public void hold(
      String namespace, String pod, String container, String resourceName, List<String> ids) {
    var devices = ContainerDevices.newBuilder().setResourceName(resourceName).addAllDeviceIds(ids);
    pods.add(
        PodResources.newBuilder()
            .setNamespace(namespace)
            .setName(pod)
            .addContainers(ContainerResources.newBuilder().setName(container).addDevices(devices))
            .build());
  }

  @Override
  public void close() {
    server.shutdownNow();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
