package dev.passthrough.host.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.HostSpec.Reboot;
import dev.passthrough.api.Reason;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.History;
import dev.passthrough.host.apply.HostAccess;
import dev.passthrough.host.apply.HostPrograms;
import dev.passthrough.host.plan.Notice;
import dev.passthrough.host.testing.BootHost;
import dev.passthrough.host.testing.DistributionStandIn;
import dev.passthrough.host.testing.InMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A host is rebooted once for what takes a reboot, and never again for the same")
class RebootTest {

  private static final List<String> REBOOT = List.of("systemctl", "reboot");
  private static final HostSpec SPEC = spec("iommu=pt");

  @TempDir(factory = InMemory.class)
  Path root;

  private static HostSpec spec(String... arguments) {
    return new HostSpec(Iommu.Required, List.of(arguments), Reboot.WhenNeeded);
  }

  private static long reboots(DistributionStandIn distribution) {
    return distribution.ran().stream().filter(REBOOT::equals).count();
  }

  @Test
  @DisplayName("the reboot comes last, and afterwards there is nothing to do")
  void once() throws Exception {
    var distribution = BootHost.DEBIAN.make(root);
    var host = new PreparedHost(root, HostAccess.full(distribution));

    assertThat(host.plan(SPEC).steps().getLast())
        .isEqualTo(
            new dev.passthrough.host.plan.Reboot(List.of("intel_iommu=on", "iommu=pt"), true));
    host.apply(SPEC);

    assertThat(distribution.ran().getLast()).isEqualTo(REBOOT);
    assertThat(host.plan(SPEC)).isEqualTo(new Preparation(List.of(), List.of()));
  }

  @Test
  @DisplayName("one that did not help is told with what is missing, and none is tried again")
  void didNotHelp() throws Exception {
    var distribution = BootHost.DEBIAN.make(root).withoutFirmware();
    var host = new PreparedHost(root, HostAccess.full(distribution));
    host.apply(SPEC);

    for (int turn = 0; turn < 3; turn++) {
      host.apply(SPEC);
      assertThat(host.plan(SPEC).steps()).isEmpty();
      assertThat(host.plan(SPEC).notices())
          .singleElement()
          .satisfies(it -> assertThat(it.reason()).isEqualTo(Reason.RebootDidNotHelp))
          .satisfies(it -> assertThat(it.message()).contains("no IOMMU", "firmware"));
    }
    assertThat(reboots(distribution)).isOne();

    host.apply(spec("iommu=pt", "pci=realloc"));
    assertThat(reboots(distribution)).as("another change takes another one").isEqualTo(2);
  }

  @Test
  @DisplayName("a reboot by somebody else counts as well")
  void byHand() throws Exception {
    var distribution = BootHost.DEBIAN.make(root).withoutFirmware();
    var host = new PreparedHost(root, HostAccess.full(distribution));
    host.apply(new HostSpec(Iommu.Required, List.of(), Reboot.Never));
    distribution.boot();

    assertThat(host.plan(spec()).notices())
        .extracting(Notice::reason)
        .containsExactly(Reason.RebootDidNotHelp);
  }

  @Test
  @DisplayName("one that was asked for and has not happened is waited for")
  void pending() throws Exception {
    var distribution = BootHost.DEBIAN.make(root);
    HostPrograms slow =
        command -> {
          if (!command.equals(REBOOT)) {
            distribution.run(command);
          }
        };
    var host = new PreparedHost(root, HostAccess.full(slow));
    host.apply(SPEC);

    assertThat(host.plan(SPEC).steps()).isEmpty();
    assertThat(host.plan(SPEC).notices())
        .extracting(Notice::reason)
        .containsExactly(Reason.RebootPending);
  }

  @Test
  @DisplayName("one of a plan that was cut off is planned anew, and never made up for")
  void cutOff() throws Exception {
    var distribution = BootHost.DEBIAN.make(root);
    HostPrograms dying =
        command -> {
          if (command.equals(REBOOT)) {
            throw new Killed();
          }
          distribution.run(command);
        };
    var host = new PreparedHost(root, HostAccess.full(dying));
    assertThatExceptionOfType(Killed.class).isThrownBy(() -> host.apply(SPEC));
    loseLastLine();

    new PreparedHost(root, HostAccess.full(distribution)).recover();

    assertThat(reboots(distribution)).isZero();
    assertThat(host.plan(SPEC).steps())
        .singleElement()
        .isInstanceOf(dev.passthrough.host.plan.Reboot.class);
    assertThat(History.of(HostRoot.at(root)).getFirst().steps())
        .extracting(History.PastStep::outcome)
        .endsWith(History.Outcome.LeftOut)
        .doesNotContain(History.Outcome.Open);
  }

  /** As if the process had been killed before it noted that it asks for the reboot. */
  private void loseLastLine() throws IOException {
    var journal = root.resolve("var/lib/passthrough/host/journal");
    var lines = Files.readAllLines(journal);
    assertThat(lines.removeLast()).contains("Intended");
    Files.write(journal, lines);
  }

  private static final class Killed extends Error {

    private static final long serialVersionUID = 1L;
  }

  @Test
  @DisplayName("after a step that failed there is none")
  void notAfterFailure() throws Exception {
    var distribution = BootHost.DEBIAN.make(root).failing("update-grub");
    new PreparedHost(root, HostAccess.full(distribution)).apply(SPEC);

    assertThat(reboots(distribution)).isZero();
  }
}
