package dev.passthrough.kubelet.testing;

import dev.passthrough.proto.deviceplugin.v1beta1.AllocateRequest;
import dev.passthrough.proto.deviceplugin.v1beta1.AllocateResponse;
import dev.passthrough.proto.deviceplugin.v1beta1.ContainerAllocateRequest;
import dev.passthrough.proto.deviceplugin.v1beta1.ContainerAllocateResponse;
import dev.passthrough.proto.deviceplugin.v1beta1.Device;
import dev.passthrough.proto.deviceplugin.v1beta1.DevicePluginGrpc;
import dev.passthrough.proto.deviceplugin.v1beta1.DevicePluginOptions;
import dev.passthrough.proto.deviceplugin.v1beta1.Empty;
import dev.passthrough.proto.deviceplugin.v1beta1.ListAndWatchResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** kubelet's connection to one plugin. */
public final class PluginClient {

  private final String resourceName;
  private final ManagedChannel channel;
  private final List<ListAndWatchResponse> lists = new CopyOnWriteArrayList<>();
  private volatile long lastArrival;
  private volatile DevicePluginOptions options = DevicePluginOptions.getDefaultInstance();
  private volatile boolean streaming;

  PluginClient(String resourceName, Path socket, EventLoopGroup loops) {
    this.resourceName = resourceName;
    this.channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioDomainSocketChannel.class)
            .eventLoopGroup(loops)
            .usePlaintext()
            .overrideAuthority("localhost")
            .build();
  }

  /**
   * Asks for the options, as kubelet does before it answers a registration, and then for the list.
   */
  void connect(Runnable ended) {
    options =
        DevicePluginGrpc.newBlockingStub(channel)
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .getDevicePluginOptions(Empty.getDefaultInstance());
    streaming = true;
    DevicePluginGrpc.newStub(channel)
        .listAndWatch(
            Empty.getDefaultInstance(),
            new StreamObserver<>() {
              @Override
              public void onNext(ListAndWatchResponse list) {
                lastArrival = System.nanoTime();
                lists.add(list);
              }

              @Override
              public void onError(Throwable error) {
                onCompleted();
              }

              @Override
              public void onCompleted() {
                streaming = false;
                ended.run();
              }
            });
  }

  void drop() {
    streaming = false;
    channel.shutdownNow();
  }

  /** What the plugin said of itself. */
  public DevicePluginOptions options() {
    return options;
  }

  /** Every list received, the oldest first. */
  public List<ListAndWatchResponse> lists() {
    return List.copyOf(lists);
  }

  /** When the newest list came, as {@link System#nanoTime} tells it. */
  public long lastArrival() {
    return lastArrival;
  }

  /** Ids of the devices that count as healthy: none when the stream has ended. */
  public List<String> healthyIds() {
    if (!streaming || lists.isEmpty()) {
      return List.of();
    }
    return lists.getLast().getDevicesList().stream()
        .filter(device -> device.getHealth().equals("Healthy"))
        .map(Device::getID)
        .toList();
  }

  /** Asks for devices as kubelet does for one container. */
  public ContainerAllocateResponse allocate(List<String> ids) {
    return send(AllocateRequest.newBuilder()
            .addContainerRequests(ContainerAllocateRequest.newBuilder().addAllDevicesIds(ids))
            .build())
        .getContainerResponses(0);
  }

  /** Sends {@code request} as it is. */
  public AllocateResponse send(AllocateRequest request) {
    return stub().allocate(request);
  }

  /** The plugin, for whatever else a test wants of it. */
  public DevicePluginGrpc.DevicePluginBlockingStub stub() {
    return DevicePluginGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  @Override
  public String toString() {
    return resourceName;
  }
}
