package dev.passthrough.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.testing.GraphicsHost;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.host.testing.SysfsTree;
import dev.passthrough.host.testing.Workstation;
import dev.passthrough.host.use.HostUse;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Each example can be carried out on a host that has what it names")
class ExamplesTest {

  @TempDir(factory = InMemory.class)
  Path root;

  static Stream<Arguments> examples() {
    Function<Path, SysfsTree> lab = root -> new LabHost(root).tree();
    Function<Path, SysfsTree> networkCard =
        root -> {
          var tree = new LabHost(root).tree();
          tree.folder("sys/bus/pci/devices/0000:01:00.0/net/enp1s0");
          return tree;
        };
    Function<Path, SysfsTree> workstation = root -> new Workstation(root).tree();
    Function<Path, SysfsTree> graphics = root -> new GraphicsHost(root).tree();
    return Stream.of(
        Arguments.of("virtual-gpus.yaml", graphics, 3),
        Arguments.of("igb-vfs.yaml", lab, 3),
        Arguments.of("shared-card.yaml", lab, 4),
        Arguments.of("tenant-vfs.yaml", networkCard, 2),
        Arguments.of("graphics-card.yaml", workstation, 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void carriedOut(String file, Function<Path, SysfsTree> host, int units) {
    var snapshot = new InventoryReader().read(host.apply(root).root());
    var plan =
        Planner.plan(
            new Observed("worker-1", snapshot, HostUse.nothing(), Map.of()),
            SpecFile.read(Path.of("..", "examples", file)).getSpec(),
            Ledger.empty());
    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.steps()).isNotEmpty();
    assertThat(plan.offers().getFirst().units()).hasSize(units);
  }
}
