package dev.passthrough.agent;

import static dev.passthrough.agent.Offering.RECALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.UnbindDriver;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.kubelet.DeviceUnit;
import dev.passthrough.kubelet.Door;
import dev.passthrough.kubelet.Health;
import dev.passthrough.kubelet.KubeletPlugins;
import dev.passthrough.kubelet.OfferedResource;
import dev.passthrough.kubelet.ResourceState;
import dev.passthrough.kubelet.StateObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A device that a change takes")
class OfferingTest {

  private static final DeviceUnit DEVICE = DeviceUnit.of(LabHost.CARD);
  private static final DeviceUnit OTHER = DeviceUnit.of(LabHost.CARD_ON_NODE_1);
  private static final PassthroughNode NODE = new PassthroughNode();
  private static final Plan TAKING =
      Plan.of(
          List.of(
              new UnbindDriver(
                  PciAddress.of(LabHost.CARD), PciAddress.of(LabHost.CARD), "vfio-pci", "")));

  @TempDir Path tmp;
  private final HandClock clock = new HandClock();
  private final List<Health> told = new CopyOnWriteArrayList<>();
  private KubeletPlugins plugins;
  private Offering offering;
  private Snapshot snapshot;

  @BeforeEach
  void offerBoth() {
    var root = tmp.resolve("host");
    var _ = new LabHost(root);
    snapshot = new InventoryReader().read(HostRoot.at(root));
    plugins =
        KubeletPlugins.start(root, tmp.resolve("kubelet"), Door.KubeletSocket, new Hearing(told));
    offering = new Offering(plugins, clock);
    offer(DEVICE, OTHER);
    assertThat(taken()).containsExactly(DEVICE.id());
  }

  @AfterEach
  void close() {
    plugins.close();
  }

  @Test
  @DisplayName("is left alone for a moment from when kubelet was told, not from when it should be")
  void sinceTold() {
    offering.recall(taken());
    clock.pass(RECALL.multipliedBy(2));
    assertThat(offering.left()).isEqualTo(RECALL);
    offer(DEVICE, OTHER);
    assertThat(offering.left()).isEqualTo(RECALL);
    clock.pass(RECALL);
    assertThat(offering.left()).isZero();
  }

  @Test
  @DisplayName("is left alone for as long where kubelet is told by a list without it")
  void unlisted() {
    offering.recall(taken());
    offer(OTHER);
    clock.pass(RECALL.minusNanos(1));
    offering.recall(taken());
    assertThat(offering.left()).isEqualTo(Duration.ofNanos(1));
    clock.pass(Duration.ofNanos(1));
    assertThat(offering.left()).isZero();
  }

  @Test
  @DisplayName(
      "stays out of reach though a look finds it well meanwhile, and is said to be ill once")
  void unhealthy() {
    var why = "it is bound to igbvf, not to vfio-pci";
    offer(DEVICE.withHealth(Health.visibly(why)), OTHER);
    offering.recall(taken());
    offer(DEVICE.withHealth(Health.visibly(why)), OTHER);
    assertThat(offered()).containsExactly(DEVICE.withHealth(Health.unhealthy(why)), OTHER);
    offer(DEVICE.withHealth(Health.visibly("it is gone")), OTHER);
    await()
        .untilAsserted(() ->
            assertThat(told).containsExactly(Health.visibly(why), Health.unhealthy("it is gone")));
  }

  @Test
  @DisplayName("is offered as before where nothing comes of the change")
  void again() {
    offering.recall(taken());
    offer(DEVICE, OTHER);
    assertThat(offered()).containsExactly(DEVICE.withHealth(Health.RECALLED), OTHER);
    offering.offerAgain(System.nanoTime());
    assertThat(offered()).containsExactly(DEVICE, OTHER);
    assertThat(offering.left()).isZero();
  }

  private Set<String> taken() {
    return offering.takenBy(TAKING, snapshot, NODE);
  }

  private void offer(DeviceUnit... units) {
    offering.offer(
        List.of(OfferedResource.pci("example.com/card", List.of(units))), System.nanoTime());
  }

  private List<DeviceUnit> offered() {
    return offering.resources().getFirst().units();
  }

  /** Keeps what is told of devices' health. */
  private record Hearing(List<Health> told) implements StateObserver {

    @Override
    public void changed(String resourceName, ResourceState state) {
      // Not asked for here.
    }

    @Override
    public void turned(String resourceName, DeviceUnit unit) {
      told.add(unit.health());
    }
  }
}
