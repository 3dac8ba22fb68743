package dev.passthrough.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.kubelet.testing.KubeletStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The rehearsal of what kubelet will do")
class RehearsalTest {

  @TempDir Path tmp;

  @Test
  @DisplayName("leaves nothing in kubelet's folder and tells kubelet nothing")
  void leavesNoTrace() throws IOException {
    var folder = tmp.resolve("kubelet");
    try (var kubelet = new KubeletStandIn(folder)) {
      kubelet.start();

      Rehearsal.play(tmp.resolve("host"), folder);

      assertThat(kubelet.registrations()).isEmpty();
      try (var left = Files.list(kubelet.folder())) {
        assertThat(left.map(it -> it.getFileName().toString())).containsExactly("kubelet.sock");
      }
    }
  }

  @Test
  @DisplayName("makes no folder where there is no kubelet yet")
  void withoutKubelet() {
    var folder = tmp.resolve("kubelet");

    Rehearsal.play(tmp.resolve("host"), folder);

    assertThat(folder).doesNotExist();
  }
}
