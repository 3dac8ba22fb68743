package dev.passthrough.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An event is never larger than the API server takes")
class EventLimitsTest {

  @ParameterizedTest
  @ValueSource(strings = {"x", "×", "…", "🖧", "x🖧", "xx🖧", "xxx🖧", "×🖧…x"})
  @DisplayName("a note is cut by bytes, between two characters, and says that there is more")
  void notes(String piece) {
    for (int pieces = 1; pieces < 1100; pieces++) {
      var text = piece.repeat(pieces);
      var note = EventLimits.note(text);
      if (size(text) <= EventLimits.NOTE) {
        assertThat(note).isEqualTo(text);
      } else {
        assertThat(size(note)).isBetween(EventLimits.NOTE - 3, EventLimits.NOTE);
        assertThat(note).endsWith("…");
        assertThat(text).startsWith(note.substring(0, note.length() - 1));
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(note)).isTrue();
      }
    }
  }

  @Test
  @DisplayName("a name keeps all that tells events apart, and stays a DNS subdomain")
  void names() {
    assertThat(EventLimits.name("worker-1", "4f.node")).isEqualTo("worker-1.4f.node");
    for (int length = 200; length <= EventLimits.NAME; length++) {
      var subject = "ab.c-d".repeat(50).substring(0, length - 1) + "x";
      var name = EventLimits.name(subject, "0a1b2c3d.node");
      assertThat(name)
          .hasSizeLessThanOrEqualTo(EventLimits.NAME)
          .endsWith(".0a1b2c3d.node")
          .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    }
  }

  @Test
  @DisplayName("who says it is cut, too")
  void instances() {
    assertThat(EventLimits.instance("worker-1")).isEqualTo("worker-1");
    assertThat(EventLimits.instance("w".repeat(253))).isEqualTo("w".repeat(128));
  }

  private static int size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
