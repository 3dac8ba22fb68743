package dev.passthrough.kubelet.testing;

import dev.passthrough.proto.deviceplugin.v1beta1.ContainerPreferredAllocationRequest;
import dev.passthrough.proto.deviceplugin.v1beta1.PreferredAllocationRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Makes an agent do, once and with a kubelet's words, all that kubelet makes it do, so that its
 * class archive holds what that takes: {@code TrainingKubelet FOLDER RESOURCE}.
 */
public final class TrainingKubelet {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final int ALLOCATIONS = 20;

  private TrainingKubelet() {}

  /** Ends when all is done; with an error if the agent offers nothing in time. */
  static void main(String[] args) throws Exception {
    play(Path.of(args[0]), args[1], () -> {});
  }

  /**
   * Says so once kubelet is there.
   *
   * @param ending what is done before kubelet goes
   */
  static void play(Path folder, String resource, Runnable ending) throws Exception {
    try (var pods = new PodResourcesStandIn(folder);
        var kubelet = new KubeletStandIn(folder)) {
      pods.hold("default", "other", "main", "other.example/device", List.of("0000:00:00.0"));
      kubelet.start();
      System.out.println("ready");
      allocate(kubelet, resource);
      kubelet.restart();
      allocate(kubelet, resource);
      ending.run();
    }
  }

  private static void allocate(KubeletStandIn kubelet, String resource) {
    await("a device of " + resource, () -> !kubelet.allocatable(resource).isEmpty());
    var ids = kubelet.allocatable(resource);
    var plugin = kubelet.plugin(resource).orElseThrow();
    var _ =
        plugin
            .stub()
            .getPreferredAllocation(
                PreferredAllocationRequest.newBuilder()
                    .addContainerRequests(
                        ContainerPreferredAllocationRequest.newBuilder()
                            .addAllAvailableDeviceIDs(ids)
                            .setAllocationSize(1))
                    .build());
    for (int i = 0; i < ALLOCATIONS; i++) {
      var _ = plugin.allocate(ids.subList(0, 1));
    }
  }

  static void await(String what, BooleanSupplier reached) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "%s: not reached within %d s".formatted(what, PATIENCE.toSeconds()));
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
