package dev.passthrough.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PassthroughNodeTest {

  @Test
  @DisplayName("shows what is allocatable in one line, with the total where some are unhealthy")
  void allocatableInOneLine() {
    assertThat(status().allocatable()).isEqualTo("intel.com/igb-vf=3,nvidia.com/TU104GL=1/2");
    assertThat(Serialization.asJson(status())).contains("\"allocatable\":\"intel.com/igb-vf=3,");
  }

  @Test
  @DisplayName("a status comes back from JSON as it was")
  void roundTrip() {
    var read = Serialization.unmarshal(Serialization.asJson(status()), PassthroughNodeStatus.class);
    assertThat(read).isEqualTo(status());
  }

  @Test
  @DisplayName("an empty spec means Observe and no resources")
  void defaults() {
    assertThat(Serialization.unmarshal("{}", PassthroughNodeSpec.class))
        .isEqualTo(new PassthroughNodeSpec(Mode.Observe, List.of()));
  }

  private static PassthroughNodeStatus status() {
    var resources =
        List.of(
            new ResourceStatus("a", "intel.com/igb-vf", 3, 3, List.of("0000:01:10.0"), List.of()),
            new ResourceStatus("b", "nvidia.com/TU104GL", 2, 1, List.of(), List.of()));
    return new PassthroughNodeStatus(1L, null, resources, List.of());
  }
}
