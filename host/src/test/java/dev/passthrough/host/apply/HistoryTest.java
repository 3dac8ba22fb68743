package dev.passthrough.host.apply;

import static dev.passthrough.host.testing.LabHost.CARD;
import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.History.Outcome;
import dev.passthrough.host.plan.FileState;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.WriteFile;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.LabHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The journal tells what was done, when, and what became of it")
class HistoryTest {

  @TempDir(factory = InMemory.class)
  Path root;

  private LabHost lab;
  private HostUnderTest host;

  @BeforeEach
  void makeHost() {
    lab = new LabHost(root);
    host = new HostUnderTest(root, lab.kernel());
  }

  @Test
  @DisplayName("nothing on a host that was never changed")
  void nothing() throws Exception {
    assertThat(History.of(HostRoot.at(root))).isEmpty();
  }

  @Test
  @DisplayName("a plan that was carried out, with its beginning and end")
  void done() throws Exception {
    host.apply(spec(functions("nic", CARD, 1)));
    host.restore();
    assertThat(History.of(HostRoot.at(root)))
        .hasSize(2)
        .allSatisfy(it -> {
          assertThat(Instant.parse(it.at()))
              .isBeforeOrEqualTo(Instant.parse(it.ended().orElseThrow()));
          assertThat(it.undoing()).isFalse();
          assertThat(it.steps()).extracting(History.PastStep::outcome).containsOnly(Outcome.Done);
        });
  }

  @Test
  @DisplayName("of devices and of the host itself, in the order in which it was done")
  void hostAndDevices() throws Exception {
    host.apply(spec(functions("nic", CARD, 1)));
    var write =
        new WriteFile(
            "etc/modules-load.d/passthrough.conf",
            FileState.absent(),
            FileState.of("vfio\n"),
            FileState.absent(),
            List.of(),
            "load the modules at each boot");
    Files.createDirectories(root.resolve("etc/modules-load.d"));
    try (var applier =
        Applier.openHost(
            HostRoot.at(root), HostAccess.filesOnly(), Deadlines.usual(), Duration.ZERO)) {
      assertThat(applier.apply(Plan.of(List.of(write))).ok()).isTrue();
    }
    host.restore();
    assertThat(history())
        .extracting(it -> it.steps().getFirst().sentence().startsWith("/etc/"))
        .containsExactly(false, true, false);
  }

  @Test
  @DisplayName("a failure in its words, what it left out, and that it was taken back")
  void failed() throws Exception {
    lab.kernel().refuse("sriov_numvfs", "Cannot allocate memory");
    host.apply(spec(functions("nic", CARD, 1)));
    var plans = History.of(HostRoot.at(root));
    assertThat(plans.getFirst().steps())
        .extracting(History.PastStep::outcome)
        .containsExactly(Outcome.Done, Outcome.Failed, Outcome.LeftOut, Outcome.LeftOut);
    assertThat(plans.getFirst().steps().get(1).why()).contains("Cannot allocate memory");
    assertThat(plans.getLast().undoing()).isTrue();
  }

  @Test
  @DisplayName("a plan that was cut off is open")
  void cutOff() {
    var crashing = host.with(new CrashingWrites(lab.kernel(), 1, true));
    assertThatExceptionOfType(CrashingWrites.Crash.class)
        .isThrownBy(() -> crashing.apply(spec(functions("nic", CARD, 1))));
    assertThat(history().getFirst().steps())
        .extracting(History.PastStep::outcome)
        .containsExactly(Outcome.Done, Outcome.Open, Outcome.Open, Outcome.Open);
  }

  @Test
  @DisplayName("what was dropped from a journal that had grown too long is told for once more")
  void shortened() throws Exception {
    host.apply(spec(functions("nic", CARD, 1)));
    var line = JournalLine.write(new JournalEntry.Forgot(List.of()));
    Files.writeString(host.journal(), line.repeat(40_000), StandardOpenOption.APPEND);
    host.restore();
    assertThat(Files.size(host.journal())).isLessThan(10_000);
    assertThat(history()).hasSize(2);
  }

  private List<History.PastPlan> history() {
    try {
      return History.of(HostRoot.at(root));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
