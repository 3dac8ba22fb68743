package dev.passthrough.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passthrough.kubelet.testing.PodResourcesStandIn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldDevicesTest {

  @TempDir Path tmp;

  @Test
  @DisplayName("Every device of every container of every pod, with who holds it")
  void holders() throws IOException {
    try (var kubelet = new PodResourcesStandIn(tmp);
        var devices = new HeldDevices(tmp, Optional.empty())) {
      kubelet.hold("vms", "launcher-a", "compute", "intel.com/igb-vf", List.of("0000:01:10.0"));
      kubelet.hold(
          "vms", "launcher-b", "compute", "nvidia.com/TU104GL", List.of("0000:65:00.0", "gpu 2"));
      assertThat(devices.read())
          .containsExactly(
              new HeldDevice("intel.com/igb-vf", "0000:01:10.0", "vms", "launcher-a", "compute"),
              new HeldDevice("nvidia.com/TU104GL", "0000:65:00.0", "vms", "launcher-b", "compute"),
              new HeldDevice("nvidia.com/TU104GL", "gpu 2", "vms", "launcher-b", "compute"));
      assertThat(devices.read().getFirst().holder()).isEqualTo("vms/launcher-a");
    }
  }

  @Test
  @DisplayName("An answer above gRPC's own limit of 4 MiB is taken")
  void large() throws IOException {
    try (var kubelet = new PodResourcesStandIn(tmp);
        var devices = new HeldDevices(tmp, Optional.empty())) {
      var ids = IntStream.range(0, 100_000).mapToObj("%060d"::formatted).toList();
      kubelet.hold("vms", "launcher", "compute", "intel.com/igb-vf", ids);
      assertThat(devices.read()).hasSize(ids.size());
    }
  }

  @Test
  @DisplayName("A kubelet that was started anew, or was away for a while, is asked as before")
  void restarted() throws IOException {
    try (var devices = new HeldDevices(tmp, Optional.empty())) {
      for (var pod : List.of("first", "second")) {
        try (var kubelet = new PodResourcesStandIn(tmp)) {
          kubelet.hold("vms", pod, "compute", "intel.com/igb-vf", List.of("0000:01:10.0"));
          assertThat(devices.read().getFirst().pod()).isEqualTo(pod);
        }
      }
      assertThatThrownBy(devices::read).isInstanceOf(IOException.class);
      try (var _ = new PodResourcesStandIn(tmp)) {
        assertThat(devices.read()).isEmpty();
      }
    }
  }

  @Test
  @DisplayName("One run of kubelet is told from the next")
  void runs() throws IOException {
    try (var devices = new HeldDevices(tmp, Optional.empty())) {
      assertThat(devices.run()).isEmpty();
      var runs = new LinkedHashSet<String>();
      for (int i = 0; i < 3; i++) {
        try (var _ = new PodResourcesStandIn(tmp)) {
          devices.read();
          runs.add(devices.run());
          devices.read();
          runs.add(devices.run());
        }
      }
      assertThat(runs).hasSize(3);
    }
  }

  @Test
  @DisplayName("A kubelet that does not name the pod that asks knows nothing yet")
  void unaware() throws IOException {
    try (var kubelet = new PodResourcesStandIn(tmp);
        var devices = new HeldDevices(tmp, Optional.of("passthrough/agent-x"))) {
      kubelet.hold("vms", "agent-x", "compute", "intel.com/igb-vf", List.of("0000:01:10.0"));
      assertThatThrownBy(devices::read)
          .isInstanceOf(IOException.class)
          .hasMessage(
              "who holds devices is not known: kubelet does not know its pods yet,"
                  + " passthrough/agent-x among them");
      kubelet.run("passthrough", "agent-x");
      assertThat(devices.read())
          .containsExactly(
              new HeldDevice("intel.com/igb-vf", "0000:01:10.0", "vms", "agent-x", "compute"));
    }
  }

  @Test
  @DisplayName("No kubelet is an error, not an empty answer")
  void absent() {
    try (var devices = new HeldDevices(tmp, Optional.empty())) {
      assertThatThrownBy(devices::read)
          .isInstanceOf(IOException.class)
          .hasMessage(
              "who holds devices is not known: no kubelet answers at "
                  + tmp.resolve("pod-resources/kubelet.sock"));
    }
  }
}
