package dev.passthrough.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What the first list does not need")
class AfterwardsTest {

  private final List<String> happened = new CopyOnWriteArrayList<>();

  @Test
  @DisplayName("is opened once, after the first turn, be it a failure, and closed at the end")
  void once() throws Exception {
    try (var afterwards = new Afterwards(this::open, Duration.ZERO)) {
      assertThat(happened).isEmpty();
      afterwards.failed();
      afterwards.failed();
      await().untilAsserted(() -> assertThat(happened).containsExactly("opened"));
    }
    assertThat(happened).containsExactly("opened", "closed");
  }

  @Test
  @DisplayName("is not opened any more once the end has come")
  void endedEarly() throws Exception {
    try (var afterwards = new Afterwards(this::open, Duration.ofDays(1))) {
      afterwards.failed();
    }
    try (var _ = new Afterwards(this::open, Duration.ZERO)) {}
    assertThat(happened).isEmpty();
  }

  private Closeable open() {
    happened.add("opened");
    return () -> happened.add("closed");
  }
}
