package dev.passthrough.kubelet;

import dev.passthrough.proto.deviceplugin.v1beta1.AllocateRequest;
import dev.passthrough.proto.deviceplugin.v1beta1.ContainerAllocateRequest;
import dev.passthrough.proto.deviceplugin.v1beta1.ContainerPreferredAllocationRequest;
import dev.passthrough.proto.deviceplugin.v1beta1.DevicePluginGrpc;
import dev.passthrough.proto.deviceplugin.v1beta1.DevicePluginGrpc.DevicePluginBlockingStub;
import dev.passthrough.proto.deviceplugin.v1beta1.Empty;
import dev.passthrough.proto.deviceplugin.v1beta1.PreferredAllocationRequest;
import dev.passthrough.proto.deviceplugin.v1beta1.RegisterRequest;
import dev.passthrough.proto.deviceplugin.v1beta1.RegistrationGrpc;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays kubelet to a plugin of a resource that kubelet never hears of, at a socket of its own in
 * kubelet's folder, through the code that serves kubelet itself: what is done for the first time
 * takes a hundred times as long as later, and so it is done while the host is still being read.
 * Nothing comes of it, and nothing of a failure.
 */
public final class Rehearsal {

  private static final String NAME = "passthrough.dev/rehearsal";

  /** More take longer than the reading of a host does. */
  private static final int ALLOCATIONS = 20;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(Rehearsal.class);

  private final Path folder;
  private final LiveReader reader;
  private final CdiFolder cdi;
  private final String device;
  private final UnixGrpc grpc;

  private Rehearsal(Path folder, Path root, UnixGrpc grpc) {
    this.folder = folder;
    this.reader = new LiveReader(root);
    this.cdi = new CdiFolder(root, reader);
    this.device = device(root);
    this.grpc = grpc;
  }

  /**
   * Registers, lists, prefers and allocates, on this thread.
   *
   * @param root below which the host's {@code sys} and {@code dev} are
   * @param kubeletFolder kubelet's own; where it is not there, nothing is done
   */
  public static void play(Path root, Path kubeletFolder) {
    var folder = kubeletFolder.resolve("device-plugins");
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var grpc = new UnixGrpc()) {
      new Rehearsal(folder, root, grpc).play();
    } catch (IOException | RuntimeException e) {
      log.debug("The rehearsal was cut short; kubelet's first calls take longer", e);
    }
  }

  private void play() throws IOException {
    var listing = new Listing(OfferedResource.pci(NAME, List.of(DeviceUnit.of(device))));
    var streams = new ListStreams(listing.message(), new Silence());
    var service = new PluginService(listing, streams, reader, cdi, (_, _) -> {});
    var socket = folder.resolve(new Endpoints(folder, Instant.now()).next(NAME));
    var server = grpc.serve(socket, List.of(service, new Entrance()));
    try {
      call(socket);
    } finally {
      server.shutdownNow();
      Files.deleteIfExists(socket);
    }
  }

  private void call(Path socket) {
    new Registrar(grpc, socket, PATIENCE).register(NAME, socket.toString(), _ -> {});
    var channel = grpc.dial(socket);
    try {
      var plugin =
          DevicePluginGrpc.newBlockingStub(channel)
              .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      var _ = plugin.getDevicePluginOptions(Empty.getDefaultInstance());
      var _ = plugin.listAndWatch(Empty.getDefaultInstance()).next();
      var _ = plugin.getPreferredAllocation(preference(device));
      allocate(plugin);
    } finally {
      channel.shutdownNow();
    }
  }

  private void allocate(DevicePluginBlockingStub plugin) {
    var request =
        AllocateRequest.newBuilder()
            .addContainerRequests(ContainerAllocateRequest.newBuilder().addDevicesIds(device))
            .build();
    try {
      for (int i = 0; i < ALLOCATIONS; i++) {
        var _ = plugin.allocate(request);
      }
    } catch (StatusRuntimeException refused) {
      log.trace("Refused, as any that is not ready", refused);
    }
  }

  /** One that a VFIO driver has now, so that all of its facts are read; it is handed to nobody. */
  private static String device(Path root) {
    var driven = root.resolve("sys/bus/pci/drivers").resolve(DeviceUnit.VFIO_PCI).toFile().list();
    return Stream.of(driven == null ? new String[0] : driven)
        .filter(it -> it.indexOf(':') > 0)
        .findFirst()
        .orElse("0000:00:00.0");
  }

  private static PreferredAllocationRequest preference(String id) {
    return PreferredAllocationRequest.newBuilder()
        .addContainerRequests(
            ContainerPreferredAllocationRequest.newBuilder()
                .addAvailableDeviceIDs(id)
                .setAllocationSize(1))
        .build();
  }

  /** Takes every registration. */
  private static final class Entrance extends RegistrationGrpc.RegistrationImplBase {
    @Override
    public void register(RegisterRequest request, StreamObserver<Empty> responses) {
      responses.onNext(Empty.getDefaultInstance());
      responses.onCompleted();
    }
  }

  private static final class Silence implements ListStreams.Listener {
    @Override
    public void opened() {}

    @Override
    public void closed() {}
  }
}
