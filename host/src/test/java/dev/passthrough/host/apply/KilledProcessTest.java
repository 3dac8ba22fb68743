package dev.passthrough.host.apply;

import static dev.passthrough.host.testing.Specs.device;
import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.parts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.testing.GraphicsHost;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.KernelStandIn;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.host.testing.Specs;
import dev.passthrough.host.testing.StandingProcess;
import dev.passthrough.host.testing.Tree;
import dev.passthrough.host.testing.Workstation;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A process killed with SIGKILL leaves a host that the next one finishes")
class KilledProcessTest {

  /** Where the process stands still to be killed. */
  enum At {
    /** After a line of the journal is on disk. */
    RECORD,
    /** After a write to the kernel, before it is noted. */
    WRITE
  }

  /** One plan of each kind. */
  enum Kind {
    VIRTUAL_FUNCTION,
    WHOLE_DEVICE,
    MEDIATED_DEVICE,
    VIRTUAL_GPU;

    PassthroughNodeSpec spec() {
      return switch (this) {
        case VIRTUAL_FUNCTION -> Specs.spec(functions("nic", LabHost.CARD, 1));
        case WHOLE_DEVICE -> Specs.spec(device("drive", Workstation.DRIVE));
        case MEDIATED_DEVICE -> Specs.spec(parts("vgpu", GraphicsHost.INTEL, "i915-GVTg_V5_4", 2));
        case VIRTUAL_GPU -> Specs.spec(parts("vgpu", GraphicsHost.NVIDIA, "746", 1));
      };
    }

    KernelStandIn host(Path root) {
      return switch (this) {
        case VIRTUAL_FUNCTION -> new LabHost(root).kernel();
        case WHOLE_DEVICE -> new Workstation(root).kernel();
        case MEDIATED_DEVICE, VIRTUAL_GPU -> new GraphicsHost(root).kernel();
      };
    }
  }

  @TempDir(factory = InMemory.class)
  Path folder;

  @ParameterizedTest
  @EnumSource
  @DisplayName("after every single record of its journal, and after every write")
  void everywhere(Kind kind) throws Exception {
    var root = folder.resolve("whole");
    var kernel = kind.host(root);
    var records = new int[1];
    var writes = new int[1];
    var counted =
        new HostUnderTest(
            root,
            (file, value) -> {
              writes[0]++;
              kernel.write(file, value);
            });
    assertThat(counted.apply(kind.spec(), () -> records[0]++).ok()).isTrue();
    assertThat(records[0]).isGreaterThan(3);
    for (int at = 0; at < records[0]; at++) {
      killed(kind, At.RECORD, at);
    }
    for (int at = 0; at < writes[0]; at++) {
      killed(kind, At.WRITE, at);
    }
  }

  private void killed(Kind kind, At where, int at) throws Exception {
    var root = folder.resolve(where + "-" + at);
    var kernel = kind.host(root);
    var found = Tree.contents(root.resolve("sys"));
    run(kind, where, at, root);
    var host = new HostUnderTest(root, kernel);
    host.recover();
    // Before the second record, the plan, nothing has begun.
    if (where == At.WRITE || at > 0) {
      assertThat(host.plan(kind.spec()).steps()).as("%s %d", where, at).isEmpty();
    } else {
      assertThat(host.sys()).isEqualTo(found);
    }
    assertThat(host.restore().ok()).isTrue();
    assertThat(host.sys()).as("%s %d", where, at).isEqualTo(found);
    assertThat(host.ledger().facts()).isEmpty();
  }

  private static void run(Kind kind, At where, int at, Path root) throws Exception {
    StandingProcess.killed(Program.class, root.toString(), kind.name(), where.name(), "" + at);
  }

  /** The process: applies a plan and stands still where it is told to. */
  static final class Program {

    private Program() {}

    public static void main(String[] args) throws Exception {
      var root = Path.of(args[0]);
      var where = At.valueOf(args[2]);
      int at = Integer.parseInt(args[3]);
      var kernel = new KernelStandIn(root);
      var records = new int[1];
      var writes = new int[1];
      new HostUnderTest(
              root,
              (file, value) -> {
                kernel.write(file, value);
                standStill(where == At.WRITE && writes[0]++ == at);
              })
          .apply(
              Kind.valueOf(args[1]).spec(),
              () -> standStill(where == At.RECORD && records[0]++ == at));
    }

    private static void standStill(boolean here) {
      if (!here) {
        return;
      }
      System.out.println(StandingProcess.REACHED);
      System.out.flush();
      try {
        while (System.in.read() >= 0) {}
      } catch (IOException gone) {
        throw new java.io.UncheckedIOException(gone);
      }
    }
  }
}
