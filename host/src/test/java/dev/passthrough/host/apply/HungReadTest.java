package dev.passthrough.host.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.inventory.Underway;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Attribute;
import dev.passthrough.host.plan.Found;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.SetDriverOverride;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.LabHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A device that cannot be read, such as one pulled out under a VM, holds up no other")
class HungReadTest {

  private static final PciAddress PULLED = PciAddress.parse(LabHost.CARD).orElseThrow();

  private static final PciAddress OTHER = PciAddress.of(LabHost.CARD_ON_NODE_1);

  private static final int MANY = 10_000;

  private final CountDownLatch vmEnds = new CountDownLatch(1);

  @TempDir(factory = InMemory.class)
  Path root;

  private final AtomicInteger readings = new AtomicInteger();
  private volatile boolean configurationWaits;
  private Kernel kernel;

  @BeforeEach
  void host() {
    new LabHost(root);
    kernel =
        new Kernel(
            HostRoot.at(root),
            (file, value) -> {},
            Optional.empty(),
            new Deadlines(Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofMillis(50)),
            this::read);
  }

  @AfterEach
  void end() {
    vmEnds.countDown();
  }

  @Test
  @DisplayName("the rest of the host is read, at once from the second time on")
  void othersAreRead() throws Exception {
    assertThat(kernel.snapshot().function(PULLED)).isPresent();
    assertThat(kernel.quarantine()).containsOnlyKeys(PULLED);
    assertThat(kernel.snapshot().functions()).hasSizeGreaterThan(4);
    assertThat(kernel.quarantine()).containsEntry(PULLED, "reading " + PULLED);
  }

  @Test
  @DisplayName("nothing is written to it, and the refusal says what it waits for")
  void leftAlone() throws Exception {
    kernel.snapshot();
    var step = new SetDriverOverride(PULLED, PULLED, "", "vfio-pci");

    assertThatThrownBy(() -> kernel.write(step))
        .isInstanceOf(StepFailure.class)
        .hasMessageContaining("0000:01:00.0 is left alone: reading 0000:01:00.0 has not come back");
  }

  @Test
  @DisplayName("it counts again as soon as the kernel answers")
  void comesBack() throws Exception {
    kernel.snapshot();
    vmEnds.countDown();

    for (int i = 0; i < MANY && !kernel.quarantine().isEmpty(); i++) {
      kernel.snapshot();
    }
    assertThat(kernel.quarantine()).isEmpty();
  }

  @Test
  @DisplayName("what was found there is remembered as long as nobody can see that it is so again")
  void remembered() throws Exception {
    var override = new Found(PULLED, PULLED, Attribute.DRIVER_OVERRIDE, "");
    var functions = new Found(PULLED, PULLED, Attribute.VIRTUAL_FUNCTIONS, "0");
    var driver = new Found(PULLED, PULLED, Attribute.DRIVER, "igb");
    var other = new Found(OTHER, OTHER, Attribute.DRIVER_OVERRIDE, "");
    var ledger = new Ledger(List.of(override, functions, driver, other));

    assertThat(kernel.settled(ledger)).containsExactly(other);
    vmEnds.countDown();
    for (int i = 0; i < MANY && !kernel.quarantine().isEmpty(); i++) {
      kernel.snapshot();
    }
    assertThat(kernel.settled(ledger)).contains(override);
  }

  @Test
  @DisplayName("one whose configuration space somebody keeps too is read without it")
  void muteToo() throws Exception {
    configurationWaits = true;

    assertThat(kernel.snapshot().function(PULLED)).isPresent();
    assertThat(kernel.snapshot().functions()).hasSizeGreaterThan(4);
    assertThat(readings.get()).as("readings").isEqualTo(4);
    vmEnds.countDown();
    for (int i = 0; i < MANY && !kernel.quarantine().isEmpty(); i++) {
      kernel.snapshot();
    }
    assertThat(kernel.quarantine()).isEmpty();
  }

  /** As long as a VM has the device, whatever takes its lock waits. */
  private Snapshot read(
      HostRoot host,
      Depth depth,
      Set<PciAddress> hanging,
      Set<PciAddress> mute,
      Underway underway) {
    readings.incrementAndGet();
    boolean waits = configurationWaits ? !mute.contains(PULLED) : !hanging.contains(PULLED);
    if (waits) {
      underway.begins(PULLED);
      try {
        vmEnds.await();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return new InventoryReader().read(host, depth, hanging, mute, underway);
  }
}
