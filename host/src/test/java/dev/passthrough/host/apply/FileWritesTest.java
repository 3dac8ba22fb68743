package dev.passthrough.host.apply;

import static dev.passthrough.host.testing.LabHost.CARD;
import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.KernelBeside;
import dev.passthrough.host.testing.LabHost;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Writes into files reach a kernel that plays beside")
class FileWritesTest {

  @TempDir(factory = InMemory.class)
  Path folder;

  @Test
  @DisplayName("A plan is carried out, resized and restored through files alone")
  void throughFiles() throws Exception {
    var root = folder.resolve("host");
    var lab = new LabHost(root);
    var deadlines = new Deadlines(Duration.ofSeconds(10), Duration.ofSeconds(10));
    try (var _ = KernelBeside.start(root, lab.kernel(), Duration.ofMillis(1));
        var applier =
            Applier.open(HostRoot.at(root), KernelWrites.files(), deadlines, Duration.ZERO)) {
      var host = new HostUnderTest(root, KernelWrites.files());
      var found = host.sys();
      for (int count : new int[] {3, 1, 0}) {
        assertThat(applier.apply(plan(root, applier, count)).failures()).isEmpty();
        assertThat(plan(root, applier, count).steps()).isEmpty();
      }
      assertThat(host.sys()).isEqualTo(found);
    }
  }

  private static Plan plan(Path root, Applier applier, int count) {
    PassthroughNodeSpec spec = count == 0 ? spec() : spec(functions("nic", CARD, count));
    var snapshot = new InventoryReader().read(HostRoot.at(root));
    return Planner.plan(Observed.idle(snapshot), spec, applier.ledger());
  }
}
