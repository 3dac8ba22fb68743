package dev.passthrough.host.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.KernelStandIn;
import dev.passthrough.host.testing.StandingProcess;
import dev.passthrough.host.testing.Together;
import dev.passthrough.host.testing.Tree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A process killed with SIGKILL leaves a host that the next one takes on from there")
class KilledProcessIT {

  /** Where the process stands still to be killed. */
  enum At {
    /** After a line of the journal is on disk. */
    RECORD,
    /** After a write to the kernel, before it is noted. */
    WRITE
  }

  @TempDir(factory = InMemory.class)
  Path folder;

  @ParameterizedTest
  @EnumSource
  @DisplayName("whatever it carried out, after every single record of its journal and every write")
  void everywhere(SuiteChange change) throws Exception {
    var whole = new Fresh(change, folder.resolve("whole"));
    var walk = new Walk((where, number) -> {});
    assertThat(walk.of(change, whole.root, whole.kernel).ok()).isTrue();
    var planned = whole.host.sys();
    assertThat(walk.records).isGreaterThan(3);

    var deaths = new ArrayList<Callable<Void>>();
    for (int at = 0; at < walk.records; at++) {
      deaths.add(death(change, At.RECORD, at, planned));
    }
    for (int at = 0; at < walk.writes; at++) {
      deaths.add(death(change, At.WRITE, at, planned));
    }
    Together.run(deaths);
  }

  private Callable<Void> death(SuiteChange change, At where, int at, Map<String, String> planned) {
    return () -> {
      var fresh = new Fresh(change, folder.resolve(where + "-" + at));
      StandingProcess.killed(
          Program.class, fresh.root.toString(), change.name(), where.name(), "" + at);
      var killed = fresh.host.sys();

      fresh.host.recover();

      assertThat(fresh.host.sys()).as("%s %d", where, at).isEqualTo(killed);
      fresh.host.apply(change.goal());
      assertThat(fresh.host.sys()).as("%s %d", where, at).isEqualTo(planned);
      assertThat(fresh.host.restore().ok()).isTrue();
      assertThat(fresh.host.sys()).as("%s %d", where, at).isEqualTo(fresh.found);
      assertThat(fresh.host.ledger().facts()).isEmpty();
      return null;
    };
  }

  /** A host on which the change is about to begin. */
  private static final class Fresh {

    private final Path root;
    private final KernelStandIn kernel;
    private final HostUnderTest host;
    private final Map<String, String> found;

    Fresh(SuiteChange change, Path root) throws Exception {
      this.root = root;
      kernel = change.make(root);
      found = Tree.contents(root.resolve("sys"));
      host = new HostUnderTest(root, kernel);
      host.apply(change.start());
    }
  }

  /** Carries the change out and counts what it passes by. */
  private static final class Walk {

    private final Pass pass;
    private int records;
    private int writes;

    Walk(Pass pass) {
      this.pass = pass;
    }

    Report of(SuiteChange change, Path root, KernelStandIn kernel) throws Exception {
      KernelWrites counted =
          (file, value) -> {
            kernel.write(file, value);
            pass.at(At.WRITE, writes++);
          };
      return new HostUnderTest(root, counted)
          .apply(change.goal(), () -> pass.at(At.RECORD, records++));
    }
  }

  @FunctionalInterface
  private interface Pass {
    void at(At where, int number);
  }

  /** The process: carries a change out and stands still where it is told to. */
  static final class Program {

    private Program() {}

    public static void main(String[] args) throws Exception {
      var root = Path.of(args[0]);
      var end = At.valueOf(args[2]);
      int at = Integer.parseInt(args[3]);
      Pass pass =
          (where, number) -> {
            if (where == end && number == at) {
              StandingProcess.standStill();
            }
          };
      new Walk(pass).of(SuiteChange.valueOf(args[1]), root, new KernelStandIn(root));
    }
  }
}
