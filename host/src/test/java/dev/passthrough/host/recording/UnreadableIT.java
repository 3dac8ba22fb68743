package dev.passthrough.host.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.preflight.Preflight;
import dev.passthrough.host.preflight.Status;
import dev.passthrough.host.testing.MemoryFolder;
import dev.passthrough.host.testing.RandomTree;
import dev.passthrough.host.testing.SysfsTree;
import dev.passthrough.host.testing.UsedMachine;
import dev.passthrough.host.testing.WithoutRights;
import dev.passthrough.host.use.BlindSpot;
import dev.passthrough.host.verdict.Verdicts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What a reader may not read")
class UnreadableIT {

  private static final int TREES = 300;
  private static final String CARD = "0000:01:00.0";

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  @Test
  @DisplayName("never makes a reading or a verdict throw, on trees made by chance")
  void chance() throws IOException, InterruptedException {
    var roots = LongStream.range(0, TREES).mapToObj(it -> folder.resolve("" + it)).toList();
    for (int seed = 0; seed < TREES; seed++) {
      new RandomTree(seed, roots.get(seed)).fill(8);
    }
    assertThat(WithoutRights.read(roots, folder))
        .hasSize(TREES)
        .allSatisfy(it -> Verdicts.of(it.inventory()))
        .allSatisfy(it -> Preflight.examine(it.machine(), it.inventory()));
  }

  @Test
  @DisplayName("is unknown, and a blind spot where a guard needed it")
  void unknown() throws IOException, InterruptedException {
    var root = folder.resolve("host");
    var whole = folder.resolve("whole");
    var locked = machine(root);
    machine(whole);
    locked.forEach(it -> assertThat(lock(root.resolve(it))).isTrue());
    try {
      var read = WithoutRights.read(List.of(root, whole), folder);

      assertThat(read.getLast().use().blindSpots()).isEmpty();
      assertThat(card(read.getLast()).numaNode()).hasValue(1);

      var card = card(read.getFirst());
      assertThat(card.ids().vendor()).isEmpty();
      assertThat(card.numaNode()).isEmpty();
      assertThat(card.sriov()).isEmpty();
      assertThat(card.hardware().config()).isEmpty();
      assertThat(card.iommuGroup()).hasValue(4);
      assertThat(read.getFirst().use().blindSpots())
          .extracting(BlindSpot::text)
          .containsExactly(
              "mounted file systems (/proc/*/mountinfo)",
              "routes (/proc/net/route)",
              "the route to the API server (/etc/kubernetes/kubelet.conf, needs root)",
              "open files of 1 processes (/proc/*/fd, needs root)",
              "framebuffers (/proc/iomem)");
      assertThat(read.getFirst().machine().commandLine().isUnknown()).isTrue();
      assertThat(read.getFirst().machine().log().isUnknown()).isTrue();
      assertThat(
              Preflight.examine(read.getFirst().machine(), read.getFirst().inventory()).stream()
                  .filter(it -> it.check().equals("cpu-virtualization"))
                  .map(it -> it.finding().status()))
          .containsExactly(Status.UNKNOWN);
    } finally {
      locked.forEach(it -> unlock(root.resolve(it)));
    }
  }

  /** Builds a machine of which everything can be seen, and answers what to lock up. */
  private static List<String> machine(Path root) {
    var tree = new SysfsTree(root);
    var card = tree.function(CARD).group(4).physicalFunction(7).file("numa_node", "1");
    card.bytes("config", new byte[256]);
    new UsedMachine(tree)
        .mount("0:21", "/proc", "proc", "proc")
        .defaultRoute("eth0")
        .process(1, "init", "/dev/null");
    tree.file("proc/iomem", "00000000-00000fff : Reserved")
        .file("proc/cmdline", "quiet")
        .file("proc/cpuinfo", "vendor_id : GenuineIntel\nflags : vmx")
        .file("var/log/dmesg", "DMAR: IOMMU enabled")
        .file("etc/kubernetes/kubelet.conf", "server: https://10.0.0.1:6443");
    var locked = new ArrayList<String>();
    for (var name : List.of("vendor", "uevent", "numa_node", "sriov_totalvfs", "config")) {
      locked.add(root.relativize(card.folder()) + "/" + name);
    }
    tree.file(locked.get(1), "PCI_ID=8086:1521");
    locked.addAll(
        List.of(
            "proc/1/mountinfo",
            "proc/1/net",
            "proc/1/fd",
            "proc/iomem",
            "proc/cmdline",
            "proc/cpuinfo",
            "var/log",
            "etc/kubernetes/kubelet.conf"));
    return locked;
  }

  private static PciFunction card(Recording it) {
    return it.inventory().function(PciAddress.of(CARD)).orElseThrow();
  }

  private static boolean lock(Path it) {
    var file = it.toFile();
    return file.setReadable(false, false)
        && (!file.isDirectory() || file.setExecutable(false, false));
  }

  private static void unlock(Path it) {
    assertThat(it.toFile().setReadable(true) && it.toFile().setExecutable(true)).isTrue();
  }
}
