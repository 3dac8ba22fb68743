package dev.passthrough.host.boot;

import static dev.passthrough.host.testing.Specs.device;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Initramfs;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.HostSpec.Reboot;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.HostAccess;
import dev.passthrough.host.apply.HostPrograms;
import dev.passthrough.host.apply.HostWrites;
import dev.passthrough.host.plan.FileState;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.testing.BootHost;
import dev.passthrough.host.testing.DistributionStandIn;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.StandingProcess;
import dev.passthrough.host.testing.Together;
import dev.passthrough.host.testing.Workstation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName(
    "A process killed with SIGKILL while it prepares a host leaves one that the next finishes")
class KilledPreparationIT {

  private static final PassthroughNodeSpec SPEC =
      new PassthroughNodeSpec(
          Mode.Enforce,
          new HostSpec(Iommu.Required, List.of("iommu=pt"), Initramfs.Managed, Reboot.Never),
          List.of(device("drive", Workstation.DRIVE)),
          List.of());

  @TempDir(factory = InMemory.class)
  Path folder;

  @ParameterizedTest
  @EnumSource(names = {"DEBIAN", "FEDORA", "ARCH", "PROXMOX"})
  @DisplayName(
      "before and after every file and every program, so around every record of its journal")
  void everywhere(BootHost recorded) throws Exception {
    var root = folder.resolve("whole");
    var distribution = make(recorded, root);
    var stops = new Stops(distribution, -1);
    new PreparedHost(root, stops.access()).apply(SPEC);
    var planned = new PreparedHost(root, stops.access()).files();
    assertThat(stops.count).isGreaterThan(8);
    var deaths = new ArrayList<Callable<Void>>();
    for (int at = 0; at < stops.count; at++) {
      int here = at;
      deaths.add(() -> {
        killed(recorded, here, planned);
        return null;
      });
    }
    Together.run(deaths);
  }

  private void killed(BootHost recorded, int at, Object planned) throws Exception {
    var root = folder.resolve("host" + at);
    var distribution = make(recorded, root);
    var host = new PreparedHost(root, HostAccess.full(distribution));
    var found = host.files();
    run(root, at);

    host.recover();
    host.apply(SPEC);

    assertThat(host.files()).as("killed at %d", at).isEqualTo(planned);
    assertThat(host.plan(SPEC).steps()).as("killed at %d", at).isEmpty();
    assertThat(host.restore().hostFailures()).isEmpty();
    assertThat(host.files()).as("killed at %d", at).isEqualTo(found);
    assertThat(host.ledger()).matches(HostLedger::holdsNothing, "holds nothing");
  }

  private static DistributionStandIn make(BootHost recorded, Path root) throws IOException {
    new Workstation(root);
    return recorded.make(root);
  }

  private static void run(Path root, int at) throws Exception {
    StandingProcess.killed(Program.class, root.toString(), "" + at);
  }

  /** Counts where a process may stand still, and stands still at one: twice for each change. */
  private static final class Stops {

    private final HostPrograms programs;
    private final int at;
    private int count;

    Stops(HostPrograms programs, int at) {
      this.programs = programs;
      this.at = at;
    }

    HostAccess access() {
      HostPrograms stopping =
          command -> {
            pass();
            programs.run(command);
            pass();
          };
      return new HostAccess(Optional.of(this::write), Optional.of(stopping));
    }

    private void write(HostRoot root, String path, FileState state, List<String> folders)
        throws IOException {
      pass();
      HostWrites.files().write(root, path, state, folders);
      pass();
    }

    private void pass() {
      if (count++ == at) {
        StandingProcess.standStill();
      }
    }
  }

  /** The process: prepares the host and stands still where it is told to. */
  static final class Program {

    private Program() {}

    public static void main(String[] args) throws Exception {
      var root = Path.of(args[0]);
      var stops = new Stops(new DistributionStandIn(root), Integer.parseInt(args[1]));
      new PreparedHost(root, stops.access()).apply(SPEC);
    }
  }
}
