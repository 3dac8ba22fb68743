package dev.passthrough.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.Applier;
import dev.passthrough.host.apply.Deadlines;
import dev.passthrough.host.apply.KernelWrites;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.host.testing.Specs;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A host that an agent takes")
class LinuxHostTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Deadlines DEADLINES =
      new Deadlines(Duration.ofSeconds(10), Duration.ofMillis(100));

  @TempDir Path folder;

  @Test
  @DisplayName(
      "is had for a turn at least, goes to another one that waits, and comes back when it ends")
  @Timeout(60)
  void takesTurns() throws Exception {
    var lab = new LabHost(folder);
    LinuxHost.Opening opening =
        wait -> Applier.open(HostRoot.at(folder), lab.kernel(), DEADLINES, wait);
    try (var host = LinuxHost.take(HostRoot.at(folder), opening, Duration.ZERO);
        var threads = Executors.newSingleThreadExecutor()) {
      var waits = threads.submit(() -> opening.open(PATIENCE));
      await().until(host::isWanted);
      assertThat(host.ours()).as("the first turn").isTrue();
      assertThat(host.ours()).as("the second, while another one waits").isFalse();
      try (var _ = waits.get()) {
        assertThat(host.isWanted()).as("wanted of one that does not have it").isFalse();
        assertThat(host.ours()).as("a turn while the other one has it").isFalse();
      }
      assertThat(host.ours()).as("a turn when that one has ended").isTrue();
    }
  }

  @Test
  @DisplayName("goes on, from where a plan was cut off, once its journal can be written")
  void journalFails() throws Exception {
    var lab = new LabHost(folder);
    var spec = Specs.spec(Specs.functions("nic", LabHost.CARD, 2));
    var opened = new ArrayList<Applier>();
    KernelWrites losesJournal =
        (file, value) -> {
          lab.kernel().write(file, value);
          if (opened.size() < 2) {
            opened.getLast().close();
          }
        };
    LinuxHost.Opening opening =
        wait -> {
          opened.add(Applier.open(HostRoot.at(folder), losesJournal, DEADLINES, wait));
          if (opened.size() == 2) {
            opened.getLast().close();
          }
          return opened.getLast();
        };
    try (var host = LinuxHost.take(HostRoot.at(folder), opening, Duration.ZERO)) {
      assertThat(host.ours()).isTrue();
      var plan = host.plan(seen(host), spec);
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(() -> host.apply(plan))
          .withMessageContaining("journal");
      assertThat(host.ours()).as("a turn in which what is left open cannot be ended").isTrue();
      assertThat(host.observe(Depth.QUICK).functions()).isNotEmpty();
      assertThat(host.use().blindSpots()).isNotEmpty();
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(() -> host.apply(host.plan(seen(host), spec)))
          .withMessageContaining("journal");

      assertThat(host.ours()).as("a turn with a journal again").isTrue();
      assertThat(host.apply(host.plan(seen(host), spec))).isEmpty();
      assertThat(host.plan(seen(host), spec).steps()).isEmpty();
      assertThat(host.apply(host.restoration(seen(host), spec))).isEmpty();
    }
  }

  private static Observed seen(LinuxHost host) {
    return Observed.idle(host.observe(Depth.QUICK));
  }
}
