package dev.passthrough.agent;

import static dev.passthrough.host.testing.Specs.device;
import static dev.passthrough.host.testing.Specs.spec;
import static dev.passthrough.host.testing.Workstation.GRAPHICS;
import static dev.passthrough.host.testing.Workstation.SOUND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.Applier;
import dev.passthrough.host.apply.Deadlines;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.Workstation;
import dev.passthrough.kubelet.DeviceUnit;
import dev.passthrough.kubelet.Health;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A card goes to kubelet as one device, whatever its group holds")
class AdvertisementTest {

  private static final PassthroughNodeSpec SPEC = spec(device("gpu", GRAPHICS));

  @TempDir(factory = InMemory.class)
  Path root;

  private Workstation machine;

  @BeforeEach
  void takeCard() throws Exception {
    machine = new Workstation(root);
    var deadlines = new Deadlines(Duration.ofSeconds(5), Duration.ofMillis(50));
    try (var applier =
        Applier.open(HostRoot.at(root), machine.kernel(), deadlines, Duration.ZERO)) {
      assertThat(applier.apply(Planner.plan(applier.observe(Depth.QUICK), SPEC)).ok()).isTrue();
    }
  }

  @Test
  @DisplayName("with its companions in the unit and its own NUMA node")
  void oneUnit() {
    assertThat(units(Set.of()))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.id()).isEqualTo(GRAPHICS);
          assertThat(it.companions()).containsExactly(SOUND);
          assertThat(it.numaNode()).isEqualTo(OptionalInt.of(1));
          assertThat(it.health()).isEqualTo(Health.HEALTHY);
        });
  }

  @Test
  @DisplayName("and is unhealthy when somebody takes a companion away")
  void companionLost() throws Exception {
    machine.kernel().write(root.resolve("sys/bus/pci/drivers/vfio-pci/unbind"), SOUND);
    assertThat(units(Set.of(GRAPHICS)))
        .singleElement()
        .extracting(DeviceUnit::health)
        .isEqualTo(
            Health.visibly("its companion " + SOUND + " is bound to no driver, not to vfio-pci"));
  }

  @Test
  @DisplayName("and is unhealthy when its VFIO node is gone, since no VM could open it")
  void nodeLost() throws Exception {
    var group = new InventoryReader().read(HostRoot.at(root)).function(PciAddress.of(GRAPHICS));
    int number = group.orElseThrow().iommuGroup().orElseThrow();
    Files.delete(root.resolve("dev/vfio/" + number));
    assertThat(units(Set.of(GRAPHICS)))
        .singleElement()
        .extracting(DeviceUnit::health)
        .isEqualTo(
            Health.visibly(
                "it can't be opened: /dev/vfio/%d is missing on the host (IOMMU group %d)"
                    .formatted(number, number)));
  }

  private List<DeviceUnit> units(Set<String> listed) {
    var snapshot = new InventoryReader().read(HostRoot.at(root));
    var resources = new Advertisement(snapshot, listed).of(Planner.plan(snapshot, SPEC));
    assertThat(resources).hasSize(1);
    return resources.getFirst().units();
  }
}
