package dev.passthrough.operator.kubevirt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Condition;
import dev.passthrough.api.MediatedDevices;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.PhysicalFunctionSelector;
import dev.passthrough.api.ResourceEntry;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("KubeVirt's lists, round for round")
class KubeVirtPassTest {

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

  @Test
  @DisplayName("what a KubeVirt drops is written again with each look, and not with each round")
  void dropped() throws IOException {
    InstantSource source = now::get;
    Clock clock = source.withZone(ZoneOffset.UTC);
    try (var server = new KubeVirtStandIn()) {
      var pass =
          new KubeVirtPass(
              server.client(), () -> List.of(object()), new Allowed(true, true), clock);
      for (int round = 0; round < 4; round++) {
        pass.run();
        now.updateAndGet(it -> it.plus(Duration.ofSeconds(3)));
      }
      assertThat(server.writes()).isEqualTo(2);
      now.updateAndGet(it -> it.plus(Duration.ofSeconds(15)));
      pass.run();
      assertThat(server.writes()).isEqualTo(3);
      assertThat(server.said()).last().asString().contains("Permitted");
    }
  }

  @Test
  @DisplayName("where they are not to be kept any more, what was said of them is taken back")
  void unasked() throws IOException {
    try (var server = new KubeVirtStandIn()) {
      var silent = object();
      var saying = object();
      var word =
          new Condition("Permitted", "True", 1L, "2026-01-01T00:00:00Z", "Permitted", "All.");
      saying.setStatus(new PassthroughNodeStatus(1L, null, List.of(), List.of(word)));
      new KubeVirtUnasked(server.client(), () -> List.of(silent)).run();
      assertThat(server.requests()).isZero();
      new KubeVirtUnasked(server.client(), () -> List.of(silent, saying)).run();
      assertThat(server.said()).singleElement().asString().doesNotContain("Permitted");
      assertThat(server.requests()).isEqualTo(1);
    }
  }

  private static PassthroughNode object() {
    var object = new PassthroughNode();
    object.setMetadata(new ObjectMetaBuilder().withName("worker-1").withGeneration(1L).build());
    var devices = new MediatedDevices(new PhysicalFunctionSelector("0000:01:00.0"), "A2-1Q", 1);
    object.setSpec(
        new PassthroughNodeSpec(
            Mode.Enforce, List.of(ResourceEntry.of("vgpu", "nvidia.com/a2", devices))));
    return object;
  }
}
