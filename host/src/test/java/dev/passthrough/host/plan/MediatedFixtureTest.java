package dev.passthrough.host.plan;

import static dev.passthrough.host.testing.Specs.parts;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Reason;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.inventory.Mediation;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.testing.Fixtures;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.use.HostUse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName(
    "A recorded machine with an NVIDIA A2 and three mediated devices on its virtual functions")
class MediatedFixtureTest {

  @TempDir(factory = InMemory.class)
  Path root;

  @Test
  @DisplayName("offers the three as found, makes more on free functions, and knows its limit")
  void plan() {
    Fixtures.unpack(Fixtures.folder("sysfs").resolve("hp-dl360gen9-nvidia-a2-vgpu.tar.gz"), root);
    var snapshot = new InventoryReader().read(HostRoot.at(root));
    var instances =
        snapshot.functions().stream()
            .flatMap(it -> it.mediation().stream())
            .flatMap(it -> it.instances().stream())
            .toList();
    assertThat(instances).hasSize(3);
    var type = instances.getFirst().type().orElseThrow();
    var same = instances.stream().filter(it -> it.type().filter(type::equals).isPresent()).count();
    var card = card(snapshot);

    var three = plan(snapshot, card, type, (int) same);
    assertThat(three.steps()).isEmpty();
    assertThat(three.offers().getFirst().units())
        .extracting(Unit::id)
        .allMatch(it -> instances.stream().map(Mediation.Instance::uuid).anyMatch(it::equals));

    assertThat(plan(snapshot, card, type, (int) same + 1).steps()).hasSize(1);
    var all = plan(snapshot, card, type, 4000);
    assertThat(all.refusals().getFirst().reason()).isEqualTo(Reason.Exhausted);
    assertThat(all.refusals().getFirst().units()).hasSize((int) same);
  }

  private static String card(Snapshot snapshot) {
    return snapshot.functions().stream()
        .filter(it -> it.mediation().filter(m -> !m.instances().isEmpty()).isPresent())
        .map(it -> it.physicalFunction().orElse(it.address()).toString())
        .findFirst()
        .orElseThrow();
  }

  private static Plan plan(Snapshot snapshot, String card, String type, int count) {
    return Planner.plan(
        new Observed("node-1", snapshot, HostUse.nothing(), Map.of()),
        spec(parts("vgpu", card, type, count)),
        Ledger.empty());
  }
}
