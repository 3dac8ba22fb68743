package dev.passthrough.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Pods that have a device of a node by a resource claim")
class ClaimableDevicesTest {

  private static final ResourceSlice SLICE =
      read(
          ResourceSlice.class,
          """
          apiVersion: resource.k8s.io/v1
          kind: ResourceSlice
          metadata: {name: one}
          spec:
            driver: gpu.example.org
            nodeName: worker-1
            pool: {name: worker-1, generation: 1, resourceSliceCount: 1}
            devices:
            - name: gpu-0
              attributes:
                resource.kubernetes.io/pciBusID: {string: "0000:41:00.0"}
            - name: gpu-1
              attributes:
                resource.kubernetes.io/pciBusID: {string: "0000:42:00.0"}
            - name: nowhere
              attributes:
                index: {int: 2}
            - name: bare
          """);

  @ParameterizedTest
  @DisplayName(
      "are those for which the device at that address is reserved, by name of driver and pool too")
  @CsvSource({
    "0000:41:00.0, gpu.example.org, worker-1, gpu-0, true",
    "0000:41:00.0, gpu.example.org, worker-1, gpu-1, false",
    "0000:41:00.0, gpu.example.org, worker-2, gpu-0, false",
    "0000:41:00.0, nic.example.org, worker-1, gpu-0, false",
    "0000:42:00.0, gpu.example.org, worker-1, gpu-1, true",
    "0000:43:00.0, gpu.example.org, worker-1, nowhere, false",
    "0000:43:00.0, gpu.example.org, worker-1, bare, false",
  })
  void reserved(String address, String driver, String pool, String device, boolean found) {
    var holders =
        ClaimableDevices.of(address::equals, List.of(SLICE))
            .holders(List.of(claim(driver, pool, device, "")));
    assertThat(holders).isEqualTo(found ? Set.of("team/trains") : Set.of());
  }

  @Test
  @DisplayName("are not those that watch it with administrative access")
  void administrative() {
    var claim = claim("gpu.example.org", "worker-1", "gpu-0", ", adminAccess: true");
    assertThat(ClaimableDevices.of("0000:41:00.0"::equals, List.of(SLICE)).holders(List.of(claim)))
        .isEmpty();
  }

  @ParameterizedTest
  @DisplayName("are none of a claim that is not allocated yet, or reserved for nobody")
  @CsvSource({"''", "'status: {}'", "'status: {allocation: {}}'"})
  void notYet(String status) {
    var claim =
        read(
            ResourceClaim.class,
            """
            apiVersion: resource.k8s.io/v1
            kind: ResourceClaim
            metadata: {name: waits, namespace: team}
            %s
            """
                .formatted(status));
    var devices = ClaimableDevices.of("0000:41:00.0"::equals, List.of(SLICE));
    assertThat(devices.isEmpty()).isFalse();
    assertThat(devices.holders(List.of(claim))).isEmpty();
  }

  private static ResourceClaim claim(String driver, String pool, String device, String more) {
    return read(
        ResourceClaim.class,
        """
        apiVersion: resource.k8s.io/v1
        kind: ResourceClaim
        metadata: {name: claim, namespace: team}
        status:
          allocation:
            devices:
              results:
              - {request: gpu, driver: %s, pool: %s, device: %s%s}
          reservedFor:
          - {resource: pods, name: trains, uid: 6e1d6a3c}
          - {apiGroup: example.org, resource: jobs, name: other, uid: 6e1d6a3d}
        """
            .formatted(driver, pool, device, more));
  }

  private static <T> T read(Class<T> kind, String yaml) {
    return Serialization.unmarshal(yaml, kind);
  }
}
