package dev.passthrough.host.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StableUuidTest {

  private static final UUID DNS = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

  @Test
  @DisplayName("The RFC's own example comes out (RFC 9562, A.4)")
  void example() {
    assertThat(StableUuid.of(DNS, "www.example.com"))
        .hasToString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
  }

  @Test
  @DisplayName("Node, parent, entry and index each make another device, always the same")
  void differs() {
    var all = new HashSet<String>();
    for (var node : new String[] {"a", "b"}) {
      for (var parent : new String[] {"0000:00:02.0", "0000:00:03.0"}) {
        for (var entry : new String[] {"x", "y"}) {
          for (int i = 0; i < 3; i++) {
            all.add(StableUuid.of(node, parent, entry, i));
          }
        }
      }
    }
    assertThat(all).hasSize(24);
    assertThat(StableUuid.of("a", "0000:00:02.0", "x", 0)).isIn(all);
  }
}
