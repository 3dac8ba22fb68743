package dev.passthrough.host.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.HostSpec.Reboot;
import dev.passthrough.host.apply.HostAccess;
import dev.passthrough.host.apply.HostPrograms;
import dev.passthrough.host.apply.HostWrites;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.testing.BootHost;
import dev.passthrough.host.testing.DistributionStandIn;
import dev.passthrough.host.testing.InMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName(
    "Stopped before or after any change of its files or any program, a host ends as planned")
class PowerCutIT {

  private static final HostSpec SPEC =
      new HostSpec(Iommu.Required, List.of("iommu=pt"), Reboot.Never);

  /** Ends the run as a crash does. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Counts changes, and stops at one. */
  private static final class Stop {

    private final int at;
    private final boolean before;
    private int count;

    Stop(int at, boolean before) {
      this.at = at;
      this.before = before;
    }

    /** What is done to a host. */
    private interface Act {
      void run() throws IOException, InterruptedException;
    }

    void around(Act act) throws IOException, InterruptedException {
      boolean now = count++ == at;
      if (now && before) {
        throw new Crash();
      }
      act.run();
      if (now) {
        throw new Crash();
      }
    }

    HostAccess access(HostPrograms programs) {
      HostWrites writes =
          (root, path, state, folders) -> {
            try {
              around(() -> HostWrites.files().write(root, path, state, folders));
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          };
      HostPrograms stopping = command -> around(() -> programs.run(command));
      return new HostAccess(Optional.of(writes), Optional.of(stopping));
    }
  }

  @TempDir(factory = InMemory.class)
  Path folder;

  private int hosts;

  @ParameterizedTest
  @EnumSource(names = {"DEBIAN", "FEDORA", "ARCH", "PROXMOX"})
  void everywhere(BootHost recorded) throws Exception {
    var whole = new Fresh(recorded);
    var counter = new Stop(-1, false);
    whole.with(counter).apply(SPEC);
    var planned = whole.host.files();

    for (int at = 0; at < counter.count; at++) {
      for (boolean before : List.of(true, false)) {
        for (boolean lost : List.of(true, false)) {
          check(recorded, new Stop(at, before), lost, planned);
        }
      }
    }
  }

  private void check(
      BootHost recorded, Stop stop, boolean powerCut, SortedMap<String, String> planned)
      throws Exception {
    var fresh = new Fresh(recorded);
    assertThat(catchThrowable(() -> fresh.with(stop).apply(SPEC))).isInstanceOf(Crash.class);
    if (powerCut) {
      fresh.distribution.boot();
      if (stop.before) {
        tear(fresh.root.resolve("var/lib/passthrough/host/journal"));
      }
    }

    fresh.host.recover();
    fresh.host.apply(SPEC);

    assertThat(fresh.host.files())
        .as("change %d, before it: %s, power cut: %s", stop.at, stop.before, powerCut)
        .isEqualTo(planned);
    assertThat(fresh.host.plan(SPEC).steps()).isEmpty();
    assertThat(fresh.host.restore().hostFailures()).isEmpty();
    assertThat(fresh.host.files()).isEqualTo(fresh.found);
    assertThat(fresh.host.ledger()).matches(HostLedger::holdsNothing, "holds nothing");
  }

  @ParameterizedTest
  @EnumSource(names = {"DEBIAN", "FEDORA", "ARCH", "PROXMOX"})
  @DisplayName(
      "a disk that lost a line after it had said to have it, and kept what came after: no argument stays")
  void lyingDisk(BootHost recorded) throws Exception {
    var counter = new Stop(-1, false);
    new Fresh(recorded).with(counter).apply(SPEC);
    for (int at = 0; at < counter.count; at++) {
      var fresh = new Fresh(recorded);
      var stop = new Stop(at, false);
      assertThat(catchThrowable(() -> fresh.with(stop).apply(SPEC))).isInstanceOf(Crash.class);
      fresh.distribution.boot();
      tear(fresh.root.resolve("var/lib/passthrough/host/journal"));

      fresh.host.recover();
      fresh.host.apply(SPEC);
      assertThat(fresh.host.plan(SPEC).steps()).as("change %d", at).isEmpty();
      assertThat(fresh.host.restore().hostFailures()).as("change %d", at).isEmpty();

      assertThat(fresh.host.ledger()).matches(HostLedger::holdsNothing, "holds nothing");
      assertThat(fresh.host.files().keySet()).isEqualTo(fresh.found.keySet());
      assertThat(words(fresh.host.files())).as("change %d", at).isEqualTo(words(fresh.found));
    }
  }

  /** A distribution's program does not keep white space. */
  private static List<String> words(SortedMap<String, String> files) {
    return files.values().stream().flatMap(it -> Stream.of(it.split("\\s+", -1))).toList();
  }

  /**
   * A power cut may tear a line that was being written, and then what it speaks of has not begun.
   */
  private static void tear(Path journal) throws Exception {
    var text = Files.readString(journal);
    int last = text.lastIndexOf('\n', text.length() - 2) + 1;
    Files.writeString(journal, text.substring(0, (last + text.length()) / 2));
  }

  /** A host on which nothing was done yet. */
  private final class Fresh {

    private final Path root;
    private final DistributionStandIn distribution;
    private final PreparedHost host;
    private final SortedMap<String, String> found;

    Fresh(BootHost recorded) throws Exception {
      root = folder.resolve("host" + hosts++);
      distribution = recorded.make(root);
      host = new PreparedHost(root, HostAccess.full(distribution));
      found = host.files();
    }

    PreparedHost with(Stop stop) {
      return new PreparedHost(root, stop.access(distribution));
    }
  }
}
