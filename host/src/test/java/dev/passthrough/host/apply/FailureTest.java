package dev.passthrough.host.apply;

import static dev.passthrough.host.testing.LabHost.CARD;
import static dev.passthrough.host.testing.LabHost.CARD_ON_NODE_1;
import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.LabHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A step that fails is named, its card is brought back, and the others go on")
class FailureTest {

  private static final PciAddress NIC = PciAddress.of(CARD);
  private static final PassthroughNodeSpec BOTH =
      spec(functions("a", CARD, 2), functions("b", CARD_ON_NODE_1, 1));

  @TempDir(factory = InMemory.class)
  Path root;

  private LabHost lab;
  private HostUnderTest host;
  private Map<String, String> found;

  @BeforeEach
  void makeHost() throws IOException {
    lab = new LabHost(root);
    host = new HostUnderTest(root, lab.kernel());
    found = host.sys();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0000:01:00.0/sriov_numvfs | Cannot allocate memory | pci=realloc",
        "0000:01:00.0/sriov_numvfs | No such file or directory | cannot make virtual functions",
        "0000:01:00.0/sriov_drivers_autoprobe | Permission denied | run as root",
        "0000:01:10.2/driver_override | Invalid argument | dmesg"
      })
  void refusedByKernel(String path, String words, String advice) throws Exception {
    lab.kernel().refuse(path, words);

    var report = host.apply(BOTH);

    assertThat(report.failures()).containsOnlyKeys(NIC);
    assertThat(report.failures().get(NIC)).contains("/sys/bus/pci/devices/" + path, words, advice);
    assertThat(host.plan(BOTH).stepsOf(NIC)).isNotEmpty();
    assertThat(host.plan(BOTH).stepsOf(PciAddress.of(CARD_ON_NODE_1))).isEmpty();
    host.restore();
    assertThat(host.sys()).isEqualTo(found);
  }

  @Test
  @DisplayName("A probe that reports success and binds nothing is not believed")
  void silentProbe() throws Exception {
    KernelWrites deaf =
        (file, value) -> {
          if (!file.endsWith("drivers_probe")) {
            lab.kernel().write(file, value);
          }
        };
    var report = host.with(deaf).apply(spec(functions("nic", CARD, 1)));

    assertThat(report.failures().get(NIC)).contains("drivers_probe", "leads to vfio-pci", "dmesg");
    assertThat(host.sys()).isEqualTo(found);
    assertThat(host.ledger().facts()).isEmpty();
  }

  @Test
  @DisplayName("Fewer functions than asked for are taken back")
  void partial() throws Exception {
    lab.kernel().sriov().makeAtMost(1);

    var report = host.apply(spec(functions("nic", CARD, 3)));

    assertThat(report.failures().get(NIC)).contains("make 3 virtual functions", "1 virtfn links");
    assertThat(host.sys()).isEqualTo(found);
  }

  @Test
  @DisplayName(
      "New functions that land in a group with others are taken back, and the others named")
  void sharedGroup() throws Exception {
    lab.kernel().sriov().joinGroupOfCard();

    var report = host.apply(spec(functions("nic", CARD, 1)));

    assertThat(report.failures().get(NIC))
        .contains("0000:01:10.0 shares IOMMU group 9 with " + CARD);
    assertThat(host.sys()).isEqualTo(found);
  }

  @Test
  @DisplayName("A write that hangs ends at its deadline; its card is left alone, the others go on")
  void hung() throws Exception {
    var end = lab.kernel().hang("0000:01:00.0/sriov_numvfs");
    var deadlines = new Deadlines(Duration.ofMillis(200), Duration.ofMillis(50));
    try (var applier =
        Applier.open(HostRoot.at(root), lab.kernel(), deadlines, Duration.ofSeconds(1))) {
      var report = applier.apply(Planner.plan(host.snapshot(), BOTH));

      assertThat(report.failures()).containsOnlyKeys(NIC);
      assertThat(report.failures().get(NIC)).contains("has not come back", CARD, "dmesg");
      assertThat(applier.quarantine()).containsOnlyKeys(NIC);

      end.countDown();
      while (!applier.quarantine().isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(
              applier
                  .apply(Planner.plan(Observed.idle(host.snapshot()), BOTH, applier.ledger()))
                  .failures())
          .isEmpty();
    }
    host.restore();
    assertThat(host.sys()).isEqualTo(found);
  }

  @Test
  @DisplayName(
      "A card on which a call hangs is left alone by the next program too, until it is back")
  void hungForTheNext() throws Exception {
    var end = lab.kernel().hang("0000:01:00.0/sriov_numvfs");
    var deadlines = new Deadlines(Duration.ofMillis(200), Duration.ofMillis(50));
    try (var first =
        Applier.open(HostRoot.at(root), lab.kernel(), deadlines, Duration.ofSeconds(1))) {
      first.apply(Planner.plan(host.snapshot(), BOTH));
    }
    var file =
        HostRoot.at(root).resolve("sys/bus/pci/devices/" + CARD + "/sriov_numvfs").orElseThrow();
    assertThat(Files.readString(host.journal())).contains("Quarantined");
    try (var next =
        Applier.open(HostRoot.at(root), lab.kernel(), deadlines, Duration.ofSeconds(1))) {
      end.countDown();
      // The write that hung comes about after all; then nobody keeps the lock any more.
      while (Files.readString(file).equals("0\n") || !next.quarantine().isEmpty()) {
        Thread.onSpinWait();
      }
      next.recover();
    }
    assertThat(Files.readString(host.journal())).contains("Released");
    assertThat(host.apply(BOTH).failures()).isEmpty();
    host.restore();
    assertThat(host.sys()).isEqualTo(found);
  }

  @Test
  @DisplayName("What an earlier plan made stays when a later one fails beside it")
  void earlierWorkStays() throws Exception {
    var spec = spec(functions("nic", CARD, 2));
    host.apply(spec);
    var driver = HostRoot.at(root).resolve("sys/bus/pci/drivers/vfio-pci").orElseThrow();
    lab.kernel().write(driver.resolve("unbind"), "0000:01:10.2");
    lab.kernel().refuse("drivers_probe", "No such device");

    assertThat(host.apply(spec).ok()).isFalse();
    assertThat(host.snapshot().function(PciAddress.of("0000:01:10.0")).orElseThrow().driver())
        .contains("vfio-pci");
  }

  @Test
  @DisplayName("A change made by somebody else after planning stops the card")
  void changedMeanwhile() throws Exception {
    var plan = host.plan(spec(functions("nic", CARD, 2)));
    lab.kernel()
        .write(
            HostRoot.at(root)
                .resolve("sys/bus/pci/devices/" + CARD + "/sriov_numvfs")
                .orElseThrow(),
            "5");
    try (var applier = host.open()) {
      assertThat(applier.apply(plan).failures().get(NIC))
          .contains("is '5' and was '0' when the plan was made");
    }
    assertThat(host.snapshot().function(NIC).orElseThrow().sriov().orElseThrow().numVfs())
        .isEqualTo(5);
  }

  @Test
  @DisplayName("A link that leads out of /sys is not followed")
  void linkOutside() throws Exception {
    var outside = Files.createDirectories(root.resolve("etc"));
    Files.writeString(outside.resolve("autoprobe"), "1\n");
    var plan = host.plan(spec(functions("nic", CARD, 1)));
    var file = HostRoot.at(root).resolve("sys/bus/pci/devices/" + CARD).orElseThrow();
    Files.delete(file.resolve("sriov_drivers_autoprobe"));
    Files.createSymbolicLink(file.resolve("sriov_drivers_autoprobe"), Path.of("/etc/autoprobe"));
    try (var applier = host.open()) {
      assertThat(applier.apply(plan).failures().get(NIC)).contains("leads out of /sys");
    }
    assertThat(outside.resolve("autoprobe")).hasContent("1");
  }

  @Test
  @DisplayName("A second program is told who has the host")
  void locked() throws Exception {
    try (var first = host.open()) {
      assertThat(first.ledger().facts()).isEmpty();
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() ->
              Applier.open(HostRoot.at(root), lab.kernel(), HostUnderTest.SHORT, Duration.ZERO))
          .withMessageContaining("process " + ProcessHandle.current().pid());
    }
  }
}
