package dev.passthrough.uevent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UeventsTest {

  /**
   * A device that every Linux has; writing "change" makes the kernel send that event and nothing
   * else.
   */
  private static final Path DEVICE = Path.of("/sys/devices/virtual/mem/null/uevent");

  @Test
  @DisplayName("A real kernel's event is heard, and closing ends the listening")
  void realKernel() throws IOException {
    assumeTrue(
        Files.isWritable(DEVICE), () -> "needs to write " + DEVICE + ", as root on a real /sys");
    List<Uevent> heard = new CopyOnWriteArrayList<>();
    var listener =
        new UeventListener() {
          @Override
          public void happened(Uevent event) {
            heard.add(event);
          }

          @Override
          public void missed() {}
        };
    try (var _ = Uevents.listen(listener)) {
      Files.writeString(DEVICE, "change");
      await().until(() -> !heard.isEmpty());
      assertThat(heard)
          .anySatisfy(event -> {
            assertThat(event.action()).isEqualTo("change");
            assertThat(event.path()).isEqualTo("/devices/virtual/mem/null");
            assertThat(event.subsystem()).isEqualTo("mem");
          });
    }
  }
}
