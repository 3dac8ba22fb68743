package dev.passthrough.kubelet.testing;

import dev.passthrough.proto.deviceplugin.v1beta1.ContainerPreferredAllocationRequest;
import dev.passthrough.proto.deviceplugin.v1beta1.PreferredAllocationRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

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
    var folder = Path.of(args[0]);
    try (var pods = new PodResourcesStandIn(folder);
        var kubelet = new KubeletStandIn(folder)) {
      pods.hold("default", "other", "main", "other.example/device", List.of("0000:00:00.0"));
      kubelet.start();
      allocate(kubelet, args[1]);
      kubelet.restart();
      allocate(kubelet, args[1]);
    }
  }

  private static void allocate(KubeletStandIn kubelet, String resource) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (kubelet.allocatable(resource).isEmpty()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "no device of %s within %d s".formatted(resource, PATIENCE.toSeconds()));
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
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
}
