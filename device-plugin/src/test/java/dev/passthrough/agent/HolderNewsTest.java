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

  private static final HeldDevice FURTHER =
      new HeldDevice("intel.com/igb-vf", "0000:01:10.2", "default", "vm-2", "compute");

  private volatile Optional<List<HeldDevice>> answer = Optional.empty();
  private volatile Optional<Thread> misled = Optional.empty();
  private final Semaphore asked = new Semaphore(0);
  private final Semaphore taken = new Semaphore(0);
  private final Semaphore changed = new Semaphore(0);

  @Test
  @DisplayName("is told once each, and whether it is only more than before")
  @Timeout(60)
  void changes() throws Exception {
    try (var _ =
        HolderNews.tell(this::read, taken::release, changed::release, Duration.ofMillis(1))) {
      become(Optional.of(List.of(DEVICE)), changed);
      become(Optional.of(List.of(DEVICE, FURTHER)), taken);
      become(Optional.of(List.of(FURTHER)), changed);
      become(Optional.of(List.of(DEVICE)), changed);
      become(Optional.empty(), changed);
    }
  }

  @Test
  @DisplayName("is told where all is as ever, and who asked meanwhile was told otherwise")
  @Timeout(60)
  void otherwise() throws Exception {
    answer = Optional.of(List.of(DEVICE));
    try (var news =
        HolderNews.tell(this::read, taken::release, changed::release, Duration.ofMillis(1))) {
      changed.acquire();
      misled = Optional.of(Thread.currentThread());
      assertThat(news.read()).isEmpty();
      taken.acquire();
    }
  }

  private void become(Optional<List<HeldDevice>> next, Semaphore told) throws Exception {
    answer = next;
    told.acquire();
    asked.drainPermits();
    asked.acquire(20);
    assertThat(taken.availablePermits() + changed.availablePermits())
        .as("further news after %s", next)
        .isZero();
  }

  private List<HeldDevice> read() throws IOException {
    if (misled.filter(it -> it == Thread.currentThread()).isPresent()) {
      return List.of();
    }
    asked.release();
    return answer.orElseThrow(() -> new IOException("no kubelet"));
  }
}
