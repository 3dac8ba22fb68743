package dev.passthrough.host.apply;

import static dev.passthrough.host.testing.Specs.range;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.LabHost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("On any host, with any sequence of specs")
class RandomHostsTest {

  private static final List<String> CARDS =
      List.of(
          LabHost.CARD,
          LabHost.CARD_BEHIND_PLAIN_PORT,
          LabHost.CARD_ON_NODE_1,
          "0000:00:1f.2",
          "0000:77:00.0");

  @TempDir(factory = InMemory.class)
  Path folder;

  @Test
  @DisplayName("an applied plan plans to nothing, and restore gives back what was found")
  void converges() throws Exception {
    for (long seed = 0; seed < 40; seed++) {
      var random = new Random(seed);
      var root = folder.resolve("host" + seed);
      var lab = new LabHost(root);
      foreign(lab, root, random);
      var host = new HostUnderTest(root, lab.kernel());
      var found = host.sys();
      for (int round = 0; round < 4; round++) {
        var spec = spec(random);
        assertThat(host.plan(spec)).as("seed %d is deterministic", seed).isEqualTo(host.plan(spec));
        assertThat(host.apply(spec).failures()).as("seed %d, %s", seed, spec).isEmpty();
        assertThat(host.plan(spec).steps()).as("seed %d, %s", seed, spec).isEmpty();
      }
      assertThat(host.restore().failures()).isEmpty();
      assertThat(host.sys()).as("seed %d", seed).isEqualTo(found);
      assertThat(host.ledger().facts()).isEmpty();
    }
  }

  /** Functions that were there before, with or without a driver. */
  private static void foreign(LabHost lab, Path root, Random random) throws Exception {
    for (var card : List.of(LabHost.CARD, LabHost.CARD_ON_NODE_1)) {
      var device = HostRoot.at(root).resolve("sys/bus/pci/devices/" + card).orElseThrow();
      if (random.nextInt(3) == 0) {
        lab.kernel()
            .write(device.resolve("sriov_drivers_autoprobe"), random.nextBoolean() ? "1" : "0");
        lab.kernel().write(device.resolve("sriov_numvfs"), "" + (1 + random.nextInt(3)));
      }
    }
  }

  private static PassthroughNodeSpec spec(Random random) {
    var entries = new ArrayList<ResourceEntry>();
    for (int i = random.nextInt(4); i > 0; i--) {
      var card = CARDS.get(random.nextInt(CARDS.size()));
      entries.add(range("e" + i, card, 2 * random.nextInt(3), random.nextInt(9)));
    }
    return new PassthroughNodeSpec(Mode.Enforce, entries);
  }
}
