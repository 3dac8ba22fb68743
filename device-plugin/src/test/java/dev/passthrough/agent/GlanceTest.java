package dev.passthrough.agent;

import static dev.passthrough.agent.Wake.Reason.LOOK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.testing.SysfsTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A change of which no kernel event is heard")
class GlanceTest {

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final String COUNT = "sys/kernel/uevent_seqnum";

  private static final String BOUND = "sys/bus/pci/drivers/vfio-pci/0000:01:00.0";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sys/bus/pci/devices/0000:01:00.0",
        "sys/bus/pci/drivers/vfio-pci/0000:01:00.0",
        "sys/bus/mdev/devices/83b8f4f2-509f-382f-3c1e-e6bfe0fa1001",
        "dev/vfio/7",
        "dev/vfio/devices/vfio0"
      })
  @DisplayName("begins a turn, when something comes and when it goes")
  @Timeout(60)
  void comesAndGoes(String name) throws IOException {
    isSeen(name, new SysfsTree(folder), () -> {});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sys/bus/pci/devices/0000:01:00.0",
        "sys/bus/pci/drivers/vfio-pci/0000:01:00.0",
        "sys/bus/mdev/devices/83b8f4f2-509f-382f-3c1e-e6bfe0fa1001"
      })
  @DisplayName("begins a turn where the kernel has counted its event")
  @Timeout(60)
  void counted(String name) throws IOException {
    var tree = new SysfsTree(folder);
    var events = new AtomicInteger(28628);
    tree.file(COUNT, "" + events);
    isSeen(name, tree, () -> tree.file(COUNT, "" + events.incrementAndGet()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev/vfio/7", "dev/vfio/devices/vfio0"})
  @DisplayName("begins a turn where a node was made or removed by hand, which is no event")
  @Timeout(60)
  void byHand(String name) throws IOException {
    var tree = new SysfsTree(folder);
    tree.file(COUNT, "28628");
    isSeen(name, tree, () -> {});
  }

  @Test
  @DisplayName("begins a turn where a look met it in its middle, and it was undone again")
  @Timeout(60)
  void undone() throws IOException {
    var tree = new SysfsTree(folder);
    tree.file(COUNT, "28628");
    var wake = new Wake(LONG);
    var looks = new Looks(tree);
    looks.look(() -> {});
    tree.file(COUNT, "28629");
    looks.look(() -> {});
    try (var _ = Glance.wake(tree.root(), looks, _ -> {}, wake)) {
      assertThat(wake.await()).as("the first turn, which is always due").isEqualTo(LOOK);
      looks.look(() -> {
        tree.file(BOUND, "");
        tree.file(COUNT, "28630");
      });
      Files.delete(folder.resolve(BOUND));
      tree.file(COUNT, "28631");
      assertThat(wake.await()).as("a turn after that").isEqualTo(LOOK);
    }
  }

  private void isSeen(String name, SysfsTree tree, Runnable event) throws IOException {
    var wake = new Wake(LONG);
    var looks = new Looks(tree);
    try (var _ = Glance.wake(tree.root(), looks, _ -> {}, wake)) {
      assertThat(wake.await()).as("the first turn, which is always due").isEqualTo(LOOK);
      looks.look(() -> {});
      tree.file(name, "");
      event.run();
      assertThat(wake.await()).as("a turn after it came").isEqualTo(LOOK);
      looks.look(() -> {});
      Files.delete(folder.resolve(name));
      event.run();
      assertThat(wake.await()).as("a turn after it went").isEqualTo(LOOK);
    }
  }

  /** Looks whose end a test decides. */
  private static final class Looks implements Glance.Looker {

    private final DeviceNames names;
    private volatile Optional<DeviceNames.Mark> last = Optional.empty();

    Looks(SysfsTree tree) {
      names = new DeviceNames(tree.root());
    }

    void look(Runnable meanwhile) {
      var begin = names.before(last);
      meanwhile.run();
      last = Optional.of(names.after(begin));
    }

    @Override
    public boolean isWanted() {
      return false;
    }

    @Override
    public Optional<DeviceNames.Mark> lastLook() {
      return last;
    }
  }
}
