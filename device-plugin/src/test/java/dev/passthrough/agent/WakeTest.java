package dev.passthrough.agent;

import static dev.passthrough.agent.Wake.Reason.CALM;
import static dev.passthrough.agent.Wake.Reason.LOOK;
import static dev.passthrough.agent.Wake.Reason.STOPPED;
import static dev.passthrough.agent.Wake.Reason.TELL;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WakeTest {

  private static final Duration LONG = Duration.ofDays(1);

  private final Wake wake = new Wake(LONG);

  @Test
  @DisplayName("the first turn begins at once, and several calls before the next make one turn")
  void callsCollapse() {
    assertThat(wake.await()).isEqualTo(LOOK);
    wake.now();
    wake.after(Duration.ofMillis(1));
    assertThat(wake.await()).isEqualTo(LOOK);
    wake.after(Duration.ofMillis(1));
    assertThat(wake.await()).isEqualTo(LOOK);
  }

  @Test
  @DisplayName("a later call does not put off a turn that is due earlier")
  void earliestCounts() {
    assertThat(wake.await()).isEqualTo(LOOK);
    wake.after(Duration.ofMillis(1));
    wake.after(LONG);
    assertThat(wake.await()).isEqualTo(LOOK);
  }

  @Test
  @DisplayName("a while in which nobody asks is told, and does not put off what is due later")
  void calm() {
    var impatient = new Wake(Duration.ofMillis(1));
    assertThat(impatient.await()).isEqualTo(LOOK);
    assertThat(impatient.await()).isEqualTo(CALM);
    impatient.after(Duration.ofMillis(20));
    assertThat(impatient.await()).isEqualTo(CALM);
    assertThat(Stream.generate(impatient::await).limit(1000)).contains(LOOK);
    assertThat(impatient.await()).isEqualTo(CALM);
  }

  @Test
  @DisplayName(
      "what changed beside the host begins a turn of its own, or is told by a look due by then")
  void tells() {
    assertThat(wake.await()).isEqualTo(LOOK);
    wake.tell(Duration.ZERO);
    assertThat(wake.await()).isEqualTo(TELL);
    wake.tell(Duration.ZERO);
    wake.now();
    assertThat(wake.await()).isEqualTo(LOOK);
    wake.tell(Duration.ofMillis(1));
    wake.after(LONG);
    assertThat(wake.await()).isEqualTo(TELL);
  }

  @Test
  @DisplayName("stop ends a wait from another thread, and every later one")
  void stops() {
    assertThat(wake.await()).isEqualTo(LOOK);
    Thread.ofVirtual().start(wake::stop);
    assertThat(wake.await()).isEqualTo(STOPPED);
    assertThat(wake.await()).isEqualTo(STOPPED);
  }
}
