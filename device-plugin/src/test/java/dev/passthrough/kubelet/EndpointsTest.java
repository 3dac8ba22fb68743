package dev.passthrough.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EndpointsTest {

  private static final Instant STARTED = Instant.parse("2026-11-23T01:22:00Z");
  private static final Path FOLDER = Path.of("/var/lib/kubelet/device-plugins");

  @Test
  @DisplayName("A name is readable, known as ours, and never used twice")
  void readable() throws IOException {
    var endpoints = new Endpoints(FOLDER, STARTED);
    var first = endpoints.next("intel.com/igb-vf");
    assertThat(first).startsWith("passthrough-intel.com_igb-vf-").endsWith(".0.sock");
    assertThat(Endpoints.ours(first)).isTrue();
    assertThat(endpoints.next("intel.com/igb-vf")).isNotEqualTo(first);
    assertThat(new Endpoints(FOLDER, STARTED.plusMillis(1)).next("intel.com/igb-vf"))
        .isNotEqualTo(first);
  }

  @Test
  @DisplayName("A path that would be over 107 bytes is hashed, and the hashes of two names differ")
  void hashed() throws IOException {
    var endpoints = new Endpoints(FOLDER, STARTED);
    var one = endpoints.next("example.com/" + "x".repeat(63));
    var other = endpoints.next("example.com/" + "x".repeat(62) + "y");
    assertThat(FOLDER.resolve(one).toString()).hasSizeLessThanOrEqualTo(107);
    assertThat(one.substring(0, 28)).isNotEqualTo(other.substring(0, 28));
  }

  @Test
  @DisplayName("kubelet's own folder sets the limit even where it is mounted at a shorter path")
  void kubeletsView() throws IOException {
    assertThat(new Endpoints(Path.of("/k"), STARTED).next("example.com/" + "x".repeat(40)))
        .hasSizeLessThanOrEqualTo(107 - 32);
  }

  @Test
  @DisplayName("A folder too long for any socket is told in a sentence")
  void noRoom() {
    var deep = Path.of("/" + "d".repeat(90));
    assertThatThrownBy(() -> new Endpoints(deep, STARTED).next("intel.com/igb-vf"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("at most 107 bytes");
  }
}
