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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

  private final Vitals vitals = new Vitals();
  private Map<String, String> holders = Map.of();
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

  @Test
  @DisplayName("and is unhealthy once its link has reported a fatal error, until VFIO gets it anew")
  void fatalError() throws Exception {
    write("aer_dev_fatal", "TOTAL_ERR_FATAL 2");
    assertThat(health()).as("errors from before it was offered").isEqualTo(Health.HEALTHY);
    write("aer_dev_fatal", "TOTAL_ERR_FATAL 3");
    assertThat(health().toString()).contains("it has reported 1 fatal PCI Express errors");
    machine.kernel().write(root.resolve("sys/bus/pci/drivers/vfio-pci/unbind"), GRAPHICS);
    assertThat(health().toString()).contains("is bound to no driver");
    machine.kernel().write(root.resolve("sys/bus/pci/drivers_probe"), GRAPHICS);
    assertThat(health()).isEqualTo(Health.HEALTHY);
  }

  @Test
  @DisplayName("and is unhealthy while its configuration space reads as ones")
  void silent() throws Exception {
    assertThat(health()).isEqualTo(Health.HEALTHY);
    var config = root.resolve("sys/bus/pci/devices/" + GRAPHICS + "/config");
    var bytes = Files.exists(config) ? Files.readAllBytes(config) : new byte[64];
    Files.write(config, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1});
    assertThat(health().toString()).contains("it does not answer");
    Files.write(config, bytes);
  }

  @Test
  @DisplayName("and says that its reset failed where it stops to answer with the pod that had it")
  void resetFailed() throws Exception {
    holders = Map.of(GRAPHICS, "shop/cashier");
    assertThat(health()).isEqualTo(Health.HEALTHY);
    var config = root.resolve("sys/bus/pci/devices/" + GRAPHICS + "/config");
    Files.write(config, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1});
    assertThat(health().toString()).as("while it has it").contains("it does not answer");
    holders = Map.of();
    assertThat(health().toString()).contains("its reset failed when shop/cashier gave it back");
    Files.delete(config);
    assertThat(health()).as("it answers again").isEqualTo(Health.HEALTHY);
  }

  @Test
  @DisplayName("and stays healthy, with a warning, when its link loses lanes")
  void lanes() throws Exception {
    write("current_link_speed", "8.0 GT/s PCIe");
    write("current_link_width", "16");
    assertThat(health()).isEqualTo(Health.HEALTHY);
    write("current_link_width", "8");
    assertThat(health()).isEqualTo(Health.HEALTHY);
    assertThat(vitals.warnings(new InventoryReader().read(HostRoot.at(root))))
        .containsExactly(GRAPHICS + " runs on 8 lanes of its link; it had 16 when VFIO got it");
  }

  private void write(String attribute, String text) throws IOException {
    Files.writeString(
        root.resolve("sys/bus/pci/devices/" + GRAPHICS + "/" + attribute), text + "\n");
  }

  private Health health() {
    return units(Set.of(GRAPHICS)).getFirst().health();
  }

  private List<DeviceUnit> units(Set<String> listed) {
    var snapshot = new InventoryReader().read(HostRoot.at(root));
    vitals.see(snapshot, holders);
    var resources =
        new Advertisement(snapshot, listed, vitals, Set.of()).of(Planner.plan(snapshot, SPEC));
    assertThat(resources).hasSize(1);
    return resources.getFirst().units();
  }
}
