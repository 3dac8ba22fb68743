package dev.passthrough.host.apply;

import static dev.passthrough.host.testing.Specs.device;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.History.Outcome;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.Workstation;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A plan that was cut off")
class RecoveryTest {

  private static final PassthroughNodeSpec DRIVE = spec(device("drive", Workstation.DRIVE));

  @TempDir(factory = InMemory.class)
  Path root;

  private Workstation station;
  private HostUnderTest host;

  @BeforeEach
  void makeHost() {
    station = new Workstation(root);
    host = new HostUnderTest(root, station.kernel());
  }

  /** Before the write that takes the drive from its driver; the plan may be months old by then. */
  @Test
  @DisplayName("takes nothing from the host when it is recovered: only the next plan does")
  void asksAgain() throws Exception {
    cutOff(1, true);

    host.recover();

    assertThat(driver()).isEqualTo("nvme");
    assertThat(History.of(HostRoot.at(root)).getFirst().steps())
        .extracting(History.PastStep::outcome)
        .startsWith(Outcome.Done, Outcome.LeftOut)
        .doesNotContain(Outcome.Open);
    assertThat(host.apply(DRIVE).failures()).isEmpty();
    assertThat(driver()).isEqualTo("vfio-pci");
  }

  @Test
  @DisplayName("counts as done what came about, and is given back like any other")
  void cameAbout() throws Exception {
    var found = host.sys();
    cutOff(1, false);

    host.recover();

    assertThat(History.of(HostRoot.at(root)).getFirst().steps())
        .extracting(History.PastStep::outcome)
        .startsWith(Outcome.Done, Outcome.Done, Outcome.LeftOut);
    assertThat(host.restore().ok()).isTrue();
    assertThat(host.sys()).isEqualTo(found);
  }

  private void cutOff(int write, boolean before) {
    var crashing = host.with(new CrashingWrites(station.kernel(), write, before));
    assertThatExceptionOfType(CrashingWrites.Crash.class).isThrownBy(() -> crashing.apply(DRIVE));
  }

  private String driver() {
    var drive = host.snapshot().function(PciAddress.of(Workstation.DRIVE));
    return drive.orElseThrow().driver().orElse("");
  }
}
