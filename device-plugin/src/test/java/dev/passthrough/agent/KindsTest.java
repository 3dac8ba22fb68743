package dev.passthrough.agent;

import static dev.passthrough.host.testing.Specs.device;
import static dev.passthrough.host.testing.Specs.parts;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.Applier;
import dev.passthrough.host.apply.Deadlines;
import dev.passthrough.host.apply.KernelWrites;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.testing.GraphicsHost;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.Workstation;
import dev.passthrough.host.use.HostUse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The status says what kind of devices an entry has")
class KindsTest {

  private static final Deadlines DEADLINES =
      new Deadlines(Duration.ofSeconds(5), Duration.ofMillis(50));

  @TempDir(factory = InMemory.class)
  Path root;

  @Test
  @DisplayName("a card by its own ids, not its companions', before anything is done to it")
  void card() throws Exception {
    var spec = spec(device("gpu", Workstation.GRAPHICS));
    assertThat(kinds(new Workstation(root).kernel(), spec, false))
        .isEqualTo(Map.of("gpu", new Kinds(List.of("10de:1eb8"), List.of())));
  }

  @ParameterizedTest
  @CsvSource({"i915-GVTg_V5_4, i915-GVTg_V5_4", "i915-GVTg_V5_8, Small one"})
  @DisplayName("mediated devices by their type's name, its id where it has none, once they exist")
  void mediated(String type, String said) throws Exception {
    var spec = spec(parts("vgpu", GraphicsHost.INTEL, type, 2));
    var kernel = new GraphicsHost(root).kernel();
    assertThat(kinds(kernel, spec, false)).isEqualTo(Map.of("vgpu", Kinds.UNKNOWN));
    assertThat(kinds(kernel, spec, true))
        .isEqualTo(Map.of("vgpu", new Kinds(List.of(), List.of(said))));
  }

  private Map<String, Kinds> kinds(KernelWrites kernel, PassthroughNodeSpec spec, boolean apply)
      throws Exception {
    try (var applier = Applier.open(HostRoot.at(root), kernel, DEADLINES, Duration.ZERO)) {
      var seen =
          new Observed("worker-1", applier.observe(Depth.QUICK), HostUse.nothing(), Map.of());
      var plan = Planner.plan(seen, spec, Ledger.empty());
      if (apply) {
        assertThat(applier.apply(plan).ok()).isTrue();
      }
      return Kinds.of(plan, applier.observe(Depth.QUICK));
    }
  }
}
