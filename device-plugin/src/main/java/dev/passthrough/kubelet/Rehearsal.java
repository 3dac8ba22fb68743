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

  /** Looked for, and handed to nobody if it should be there. */
  private static final String DEVICE = "ffff:ff:1f.7";

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(Rehearsal.class);

  private final Path folder;
  private final LiveReader reader;
  private final CdiFolder cdi;
  private final UnixGrpc grpc;

  private Rehearsal(Path folder, Path root, UnixGrpc grpc) {
    this.folder = folder;
    this.reader = new LiveReader(root);
    this.cdi = new CdiFolder(root, reader);
    this.grpc = grpc;
  }

  /**
   * Registers, lists, prefers and allocates once, and asks once who holds what; on this thread.
   *
   * @param root below which the host's {@code sys} and {@code dev} are
   * @param kubeletFolder kubelet's own; where it is not there, nothing is done
   */
  public static void play(Path root, Path kubeletFolder) {
    var folder = kubeletFolder.resolve("device-plugins");
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var grpc = new UnixGrpc();
        var held = new HeldDevices(kubeletFolder)) {
      new Rehearsal(folder, root, grpc).play();
      var _ = held.read();
    } catch (IOException | RuntimeException e) {
      log.debug("The rehearsal was cut short; kubelet's first calls take longer", e);
    }
  }

  private void play() throws IOException {
    var unit = DeviceUnit.of(DEVICE);
    var listing = new Listing(OfferedResource.pci(NAME, List.of(unit)));
    var streams = new ListStreams(listing.message(), new Silence());
    var service = new PluginService(listing, streams, reader, cdi, (_, _) -> {});
    var socket = folder.resolve(new Endpoints(folder, Instant.now()).next(NAME));
    var server = grpc.serve(socket, List.of(service, new Door()));
    try {
      call(socket, unit.id());
    } finally {
      server.shutdownNow();
      Files.deleteIfExists(socket);
    }
  }

  private void call(Path socket, String id) {
    new Registrar(grpc, socket, PATIENCE).register(NAME, socket.toString(), _ -> {});
    var channel = grpc.dial(socket);
    try {
      var plugin =
          DevicePluginGrpc.newBlockingStub(channel)
              .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      var _ = plugin.getDevicePluginOptions(Empty.getDefaultInstance());
      var _ = plugin.listAndWatch(Empty.getDefaultInstance()).next();
      var _ = plugin.getPreferredAllocation(preference(id));
      allocate(plugin, id);
    } finally {
      channel.shutdownNow();
    }
  }

  private static void allocate(DevicePluginBlockingStub plugin, String id) {
    try {
      var _ =
          plugin.allocate(
              AllocateRequest.newBuilder()
                  .addContainerRequests(ContainerAllocateRequest.newBuilder().addDevicesIds(id))
                  .build());
    } catch (StatusRuntimeException refused) {
      log.trace("Refused, as it should be", refused);
    }
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
  private static final class Door extends RegistrationGrpc.RegistrationImplBase {
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
