package dev.passthrough.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.kubelet.HeldDevice;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Who has which device")
class HolderNewsTest {

  private static final HeldDevice DEVICE =
      new HeldDevice("intel.com/igb-vf", "0000:01:10.0", "default", "vm", "compute");

  private volatile Optional<List<HeldDevice>> answer = Optional.empty();
  private final Semaphore asked = new Semaphore(0);
  private final Semaphore told = new Semaphore(0);

  @Test
  @DisplayName("is told when a pod gets one, lets go of it, or kubelet ceases to say, once each")
  @Timeout(60)
  void changes() throws Exception {
    try (var _ = HolderNews.tell(this::read, told::release, Duration.ofMillis(1))) {
      for (var next :
          List.of(
              Optional.of(List.of(DEVICE)),
              Optional.of(List.<HeldDevice>of()),
              Optional.<List<HeldDevice>>empty())) {
        answer = next;
        told.acquire();
        asked.drainPermits();
        asked.acquire(20);
        assertThat(told.availablePermits()).as("further news after %s", next).isZero();
      }
    }
  }

  private List<HeldDevice> read() throws IOException {
    asked.release();
    return answer.orElseThrow(() -> new IOException("no kubelet"));
  }
}
