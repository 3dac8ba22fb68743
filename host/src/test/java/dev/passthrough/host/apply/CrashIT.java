package dev.passthrough.host.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.KernelStandIn;
import dev.passthrough.host.testing.Tree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName(
    "Stopped after any journal record or write, a host is left as it is, and the next plan ends as planned")
class CrashIT {

  /** What a crash leaves of the last line of the journal. */
  enum Tail {
    WHOLE,
    TORN,
    LOST
  }

  @TempDir(factory = InMemory.class)
  Path folder;

  private int hosts;

  @ParameterizedTest
  @EnumSource
  void everywhere(SuiteChange it) throws Exception {
    var whole = fresh(it);
    int writes = whole.host.plan(it.goal()).steps().size();
    whole.host.apply(it.goal());
    var planned = whole.host.sys();

    for (int at = 0; at < writes; at++) {
      for (var tail : Tail.values()) {
        check(it, at, true, tail, planned);
      }
      check(it, at, false, Tail.WHOLE, planned);
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
      SuiteChange it, int at, boolean beforeWrite, Tail tail, Map<String, String> planned)
      throws Exception {
    var fresh = fresh(it);
    var crashing = fresh.host.with(new CrashingWrites(fresh.kernel, at, beforeWrite));
    assertThatExceptionOfType(CrashingWrites.Crash.class)
        .isThrownBy(() -> crashing.apply(it.goal()));
    damage(fresh.host, tail);
    var stopped = fresh.host.sys();

    fresh.host.recover();

    assertThat(fresh.host.sys())
        .as("write %d, before it: %s, last line %s", at, beforeWrite, tail)
        .isEqualTo(stopped);
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

  private Fresh fresh(SuiteChange it) throws Exception {
    var root = folder.resolve("host" + hosts++);
    var kernel = it.make(root);
    var found = Tree.contents(root.resolve("sys"));
    var host = new HostUnderTest(root, kernel);
    host.apply(it.start());
    return new Fresh(kernel, host, found);
  }
}
