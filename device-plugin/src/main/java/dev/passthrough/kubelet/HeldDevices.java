package dev.passthrough.kubelet;

import dev.passthrough.proto.podresources.v1.ListPodResourcesRequest;
import dev.passthrough.proto.podresources.v1.PodResources;
import dev.passthrough.proto.podresources.v1.PodResourcesListerGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks kubelet who holds which device. Each answer is of the moment: kubelet offers no watch. */
public final class HeldDevices implements AutoCloseable {

  /** What kubelet's own clients allow themselves ({@code test/e2e_node/util.go}: 16 MiB). */
  private static final int ANSWER_LIMIT = 16 << 20;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Logger logger = LoggerFactory.getLogger(HeldDevices.class);

  private final Path socket;
  private final Optional<String> self;
  private final UnixGrpc grpc = new UnixGrpc();

  /** Of the last answer, if nobody uses it now. */
  private final AtomicReference<@Nullable ManagedChannel> spare = new AtomicReference<>();

  /**
   * @param kubeletFolder kubelet's own, {@code /var/lib/kubelet}; need not be there
   * @param self the pod that asks, {@code namespace/name}; empty for who is in none
   */
  public HeldDevices(Path kubeletFolder, Optional<String> self) {
    this.socket = kubeletFolder.resolve("pod-resources/kubelet.sock");
    this.self = self;
  }

  /**
   * Every device that a container holds now, of all resources, others' too, in kubelet's order.
   *
   * @throws IOException if kubelet does not answer, or leaves out the very pod that asks, as one
   *     that has just started does until the API server has told it its pods: then nothing is
   *     known, which is not the same as nothing being held
   */
  public List<HeldDevice> read() throws IOException {
    var answer = answer();
    if (self.isPresent() && answer.stream().noneMatch(it -> name(it).equals(self.orElseThrow()))) {
      throw new IOException(
          "who holds devices is not known: kubelet does not know its pods yet, %s among them"
              .formatted(self.orElseThrow()));
    }
    return flatten(answer);
  }

  private List<PodResources> answer() throws IOException {
    var kept = spare.getAndSet(null);
    if (kept != null) {
      try {
        return ask(kept);
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
          throw unknown(e);
        }
        logger.debug("Kubelet was started anew since the last question", e);
      }
    }
    try {
      return ask(grpc.dial(socket));
    } catch (StatusRuntimeException e) {
      throw unknown(e);
    }
  }

  /**
   * Which run of kubelet it is that answered last, or a later one: kubelet makes its socket anew
   * whenever it starts. Empty while there is none.
   */
  public String run() {
    try {
      var it = Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return it.fileKey() + " of " + it.lastModifiedTime();
    } catch (IOException absent) {
      return "";
    }
  }

  /** Keeps {@code channel} for the next question if it is answered. */
  private List<PodResources> ask(ManagedChannel channel) {
    boolean kept = false;
    try {
      var answer =
          PodResourcesListerGrpc.newBlockingStub(channel)
              .withMaxInboundMessageSize(ANSWER_LIMIT)
              .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .list(ListPodResourcesRequest.getDefaultInstance());
      kept = spare.compareAndSet(null, channel);
      return answer.getPodResourcesList();
    } finally {
      if (!kept) {
        channel.shutdownNow();
      }
    }
  }

  private IOException unknown(StatusRuntimeException e) {
    return new IOException("who holds devices is not known: " + cause(e.getStatus()), e);
  }

  private String cause(Status status) {
    var words = status.getDescription();
    return status.getCode() == Status.Code.UNAVAILABLE
        ? "no kubelet answers at " + socket
        : "kubelet said: " + (words == null ? status.getCode().toString() : words);
  }

  private static String name(PodResources pod) {
    return pod.getNamespace() + "/" + pod.getName();
  }

  private static List<HeldDevice> flatten(List<PodResources> pods) {
    var held = new ArrayList<HeldDevice>();
    for (var pod : pods) {
      for (var container : pod.getContainersList()) {
        for (var devices : container.getDevicesList()) {
          for (var id : devices.getDeviceIdsList()) {
            held.add(
                new HeldDevice(
                    devices.getResourceName(),
                    id,
                    pod.getNamespace(),
                    pod.getName(),
                    container.getName()));
          }
        }
      }
    }
    return held;
  }

  @Override
  public void close() {
    var kept = spare.getAndSet(null);
    if (kept != null) {
      kept.shutdownNow();
    }
    grpc.close();
  }
}
