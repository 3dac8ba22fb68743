package dev.passthrough.host.apply;

import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.host.testing.Tree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Stopped after any journal record or write, a host ends as planned or as found")
class CrashTest {

  private static final PassthroughNodeSpec NONE = spec();
  private static final PassthroughNodeSpec TWO = spec(functions("nic", LabHost.CARD, 2));
  private static final PassthroughNodeSpec THREE = spec(functions("nic", LabHost.CARD, 3));
  private static final PassthroughNodeSpec OTHER =
      spec(functions("far", LabHost.CARD_ON_NODE_1, 1));

  /** What a crash leaves of the last line of the journal. */
  enum Tail {
    WHOLE,
    TORN,
    LOST
  }

  /**
   * @param start what the host was brought to before
   * @param goal what was being carried out
   */
  record Case(PassthroughNodeSpec start, PassthroughNodeSpec goal, String name) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(NONE, TWO, "make"),
        new Case(TWO, THREE, "resize"),
        new Case(TWO, NONE, "restore"),
        new Case(TWO, OTHER, "undo one card, make on another"));
  }

  @TempDir(factory = InMemory.class)
  Path folder;

  private int hosts;

  @ParameterizedTest
  @MethodSource("cases")
  void everywhere(Case it) throws Exception {
    var whole = fresh(it.start());
    var before = whole.host.sys();
    int writes = whole.host.plan(it.goal()).steps().size();
    whole.host.apply(it.goal());
    var planned = whole.host.sys();

    for (int at = 0; at < writes; at++) {
      for (var tail : Tail.values()) {
        check(it, at, true, tail, before, planned);
      }
      check(it, at, false, Tail.WHOLE, before, planned);
    }
    for (var tail : List.of(Tail.TORN, Tail.LOST)) {
      var host = fresh(it.start()).host;
      host.apply(it.goal());
      damage(host, tail);
      host.recover();
      assertThat(host.sys()).isEqualTo(planned);
    }
  }

  private void check(
      Case it,
      int at,
      boolean beforeWrite,
      Tail tail,
      Map<String, String> before,
      Map<String, String> planned)
      throws Exception {
    var fresh = fresh(it.start());
    var crashing = fresh.host.with(new CrashingWrites(fresh.lab.kernel(), at, beforeWrite));
    assertThatExceptionOfType(CrashingWrites.Crash.class)
        .isThrownBy(() -> crashing.apply(it.goal()));
    damage(fresh.host, tail);

    fresh.host.recover();

    // A plan of which not even the first line is on disk has not begun.
    var ends = new ArrayList<Map<String, String>>(List.of(planned));
    if (at == 0) {
      ends.add(before);
    }
    assertThat(ends)
        .as("write %d, before it: %s, last line %s", at, beforeWrite, tail)
        .contains(fresh.host.sys());
    fresh.host.apply(it.goal());
    assertThat(fresh.host.sys()).isEqualTo(planned);
    fresh.host.restore();
    assertThat(fresh.host.sys()).isEqualTo(fresh.found);
    assertThat(fresh.host.ledger().facts()).isEmpty();
  }

  private static void damage(HostUnderTest host, Tail tail) throws Exception {
    var text = Files.readString(host.journal());
    int last = text.lastIndexOf('\n', text.length() - 2) + 1;
    switch (tail) {
      case WHOLE -> {}
      case TORN -> Files.writeString(host.journal(), text.substring(0, (last + text.length()) / 2));
      case LOST -> Files.writeString(host.journal(), text.substring(0, last));
    }
  }

  private record Fresh(LabHost lab, HostUnderTest host, Map<String, String> found) {}

  private Fresh fresh(PassthroughNodeSpec start) throws Exception {
    var root = folder.resolve("host" + hosts++);
    var lab = new LabHost(root);
    var found = Tree.contents(root.resolve("sys"));
    var host = new HostUnderTest(root, lab.kernel());
    host.apply(start);
    return new Fresh(lab, host, found);
  }
}
