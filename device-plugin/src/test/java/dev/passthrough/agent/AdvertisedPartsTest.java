package dev.passthrough.agent;

import static dev.passthrough.host.testing.GraphicsHost.INTEL;
import static dev.passthrough.host.testing.GraphicsHost.NVIDIA;
import static dev.passthrough.host.testing.Specs.parts;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.ResourceEntry;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.Applier;
import dev.passthrough.host.apply.Deadlines;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.testing.GraphicsHost;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.use.HostUse;
import dev.passthrough.kubelet.Health;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A part of a card goes to kubelet as healthy if and only if a request would get it")
class AdvertisedPartsTest {

  private static final ResourceEntry MEDIATED = parts("mdev", INTEL, "i915-GVTg_V5_8", 1);
  private static final ResourceEntry VGPU = parts("vgpu", NVIDIA, "746", 1);

  /** The first virtual function of the card that makes virtual GPUs. */
  private static final String FUNCTION = "0000:65:00.4";

  @TempDir(factory = InMemory.class)
  Path root;

  private GraphicsHost machine;

  @BeforeEach
  void makeHost() {
    machine = new GraphicsHost(root);
  }

  static Stream<Named<ResourceEntry>> entries() {
    return Stream.of(Named.of("a mediated device", MEDIATED), Named.of("a virtual GPU", VGPU));
  }

  @ParameterizedTest
  @MethodSource("entries")
  @DisplayName("and so not while its VFIO node is gone")
  void nodeLost(ResourceEntry entry) throws Exception {
    make(entry);
    assertThat(health(entry)).isEqualTo(Health.HEALTHY);
    var group = groupOf(entry);
    Files.delete(root.resolve("dev/vfio/" + group));
    assertThat(health(entry))
        .isEqualTo(
            Health.visibly(
                "it can't be opened: /dev/vfio/%s is missing on the host (IOMMU group %s)"
                    .formatted(group, group)));
    machine.tree().file("dev/vfio/" + group, "");
    assertThat(health(entry)).as("the node is back").isEqualTo(Health.HEALTHY);
  }

  @ParameterizedTest
  @MethodSource("entries")
  @DisplayName("and so by its own node where the kernel makes one for each device")
  void ownNode(ResourceEntry entry) throws Exception {
    make(entry);
    var group = groupOf(entry);
    machine.tree().folder("sys/bus/pci/devices/" + FUNCTION + "/vfio-dev/vfio" + group);
    machine.tree().file("dev/vfio/devices/vfio" + group, "").file("dev/iommu", "");
    Files.delete(root.resolve("dev/vfio/" + group));
    assertThat(health(entry)).isEqualTo(Health.HEALTHY);
  }

  @Test
  @DisplayName("and so not once it was removed")
  void removed() throws Exception {
    make(MEDIATED);
    var device = root.resolve("sys/bus/mdev/devices/" + id(MEDIATED)).toRealPath();
    machine.kernel().write(device.resolve("remove"), "1");
    assertThat(health(MEDIATED)).isEqualTo(Health.visibly("it is gone from the host"));
  }

  @Test
  @DisplayName("and so not as a virtual GPU whose driver let it go, or shares its group")
  void driverLost() throws Exception {
    make(VGPU);
    machine.tree().function("0000:65:01.0").driver("igb").group(4);
    assertThat(health(VGPU))
        .isEqualTo(
            Health.visibly(
                "it shares IOMMU group 4 with 0000:65:01.0, which the host uses by igb"));
    machine.kernel().write(root.resolve("sys/bus/pci/drivers/nvidia/unbind"), FUNCTION);
    assertThat(health(VGPU)).isEqualTo(Health.visibly("it is bound to no driver, not to nvidia"));
  }

  private void make(ResourceEntry entry) throws Exception {
    var deadlines = new Deadlines(Duration.ofSeconds(5), Duration.ofMillis(50));
    try (var applier =
        Applier.open(HostRoot.at(root), machine.kernel(), deadlines, Duration.ZERO)) {
      assertThat(applier.apply(plan(applier.observe(Depth.QUICK), entry)).ok()).isTrue();
    }
  }

  private String groupOf(ResourceEntry entry) throws IOException {
    var device = entry.equals(VGPU) ? "pci/devices/" + FUNCTION : "mdev/devices/" + id(entry);
    return String.valueOf(
        root.resolve("sys/bus").resolve(device).resolve("iommu_group").toRealPath().getFileName());
  }

  private String id(ResourceEntry entry) {
    return plan(snapshot(), entry).answers().getFirst().units().getFirst().id();
  }

  private Health health(ResourceEntry entry) {
    var snapshot = snapshot();
    var vitals = new Vitals();
    vitals.see(snapshot, Map.of());
    var resources =
        new Advertisement(snapshot, Set.of(id(entry)), vitals, Set.of()).of(plan(snapshot, entry));
    return resources.getFirst().units().getFirst().health();
  }

  private Snapshot snapshot() {
    return new InventoryReader().read(HostRoot.at(root));
  }

  private static Plan plan(Snapshot snapshot, ResourceEntry entry) {
    var seen = new Observed("worker-1", snapshot, HostUse.nothing(), Map.of());
    return Planner.plan(seen, spec(entry), Ledger.empty());
  }
}
