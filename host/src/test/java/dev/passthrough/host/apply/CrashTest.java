package dev.passthrough.host.apply;

import static dev.passthrough.host.testing.Specs.device;
import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.parts;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.testing.GraphicsHost;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.KernelStandIn;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.host.testing.Tree;
import dev.passthrough.host.testing.Workstation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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

  private static final PassthroughNodeSpec CARD = spec(device("gpu", Workstation.GRAPHICS));
  private static final PassthroughNodeSpec DRIVE = spec(device("drive", Workstation.DRIVE));
  private static final PassthroughNodeSpec FIVE =
      spec(parts("small", GraphicsHost.INTEL, "i915-GVTg_V5_8", 5));
  private static final PassthroughNodeSpec VGPUS =
      spec(parts("vgpu", GraphicsHost.NVIDIA, "NVIDIA A2-1Q", 2));

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
  record Case(
      PassthroughNodeSpec start,
      PassthroughNodeSpec goal,
      Function<Path, KernelStandIn> machine,
      String name) {

    Case(PassthroughNodeSpec start, PassthroughNodeSpec goal, String name) {
      this(start, goal, root -> new LabHost(root).kernel(), name);
    }

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
        new Case(TWO, OTHER, "undo one card, make on another"),
        new Case(NONE, CARD, CrashTest::workstation, "take a card and its companion"),
        new Case(CARD, NONE, CrashTest::workstation, "give a card and its companion back"),
        new Case(CARD, DRIVE, CrashTest::workstation, "give one device back, take another"),
        new Case(NONE, FIVE, CrashTest::graphics, "make mediated devices"),
        new Case(FIVE, NONE, CrashTest::graphics, "remove mediated devices"),
        new Case(NONE, VGPUS, CrashTest::graphics, "make virtual GPUs"),
        new Case(
            VGPUS, FIVE, CrashTest::graphics, "take virtual GPUs away, make mediated devices"));
  }

  private static KernelStandIn workstation(Path root) {
    return new Workstation(root).kernel();
  }

  private static KernelStandIn graphics(Path root) {
    return new GraphicsHost(root).kernel();
  }

  @TempDir(factory = InMemory.class)
  Path folder;

  private int hosts;

  @ParameterizedTest
  @MethodSource("cases")
  void everywhere(Case it) throws Exception {
    var whole = fresh(it);
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
      var host = fresh(it).host;
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
    var fresh = fresh(it);
    var crashing = fresh.host.with(new CrashingWrites(fresh.kernel, at, beforeWrite));
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

  private record Fresh(KernelStandIn kernel, HostUnderTest host, Map<String, String> found) {}

  private Fresh fresh(Case it) throws Exception {
    var root = folder.resolve("host" + hosts++);
    var kernel = it.machine().apply(root);
    var found = Tree.contents(root.resolve("sys"));
    var host = new HostUnderTest(root, kernel);
    host.apply(it.start());
    return new Fresh(kernel, host, found);
  }
}
