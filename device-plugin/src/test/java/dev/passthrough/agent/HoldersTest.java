package dev.passthrough.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.kubelet.HeldDevice;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A device that a pod got before kubelet was started anew")
class HoldersTest {

  private static final String DEVICE = "0000:01:10.0";
  private static final List<HeldDevice> NOBODY = List.of();
  private static final List<HeldDevice> VM =
      List.of(new HeldDevice("intel.com/nic", DEVICE, "default", "vm", "launcher"));

  @TempDir(factory = InMemory.class)
  Path root;

  private final AtomicInteger run = new AtomicInteger();
  private final HandClock clock = new HandClock();
  private Snapshot snapshot;

  @BeforeEach
  void readHost() {
    snapshot = new InventoryReader().read(HostRoot.at(root));
  }

  @Test
  @DisplayName("is the pod's still though the earlier kubelet's last answer came after that")
  void lateAnswer() {
    Queue<List<HeldDevice>> answers = new ArrayDeque<>(List.of(VM, NOBODY, NOBODY));
    var holders =
        new Holders(
            () -> {
              var answer = answers.remove();
              run.compareAndSet(0, 1);
              return answer;
            },
            run::toString,
            clock);
    assertThat(holders.in(snapshot)).isEqualTo(Map.of(DEVICE, "default/vm"));
    assertThat(holders.in(snapshot)).isEqualTo(Map.of(DEVICE, "default/vm"));
    clock.pass(LastHolders.SETTLING);
    assertThat(holders.in(snapshot)).isEmpty();
  }
}
