package dev.passthrough.host.apply;

import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.NvmeResources;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PhysicalFunctionSelector;
import dev.passthrough.api.Reason;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.api.VirtualFunctions;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.CommandStep;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.plan.Step;
import dev.passthrough.host.plan.SysfsStep;
import dev.passthrough.host.settings.CardSettings;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.host.testing.NvmeStandIn;
import dev.passthrough.host.use.HostUse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The secondary controllers of an NVMe drive's functions")
class SecondaryControllersTest {

  private static final String DRIVE = "0000:03:00.0";

  @TempDir(factory = InMemory.class)
  Path root;

  private final NvmeStandIn nvme = new NvmeStandIn(8);
  private LabHost lab;
  private HostUnderTest host;

  @BeforeEach
  void makeHost() throws Exception {
    lab = new LabHost(root).addNvme();
    host = new HostUnderTest(root, lab.kernel());
    var drive = lab.tree().root().resolve("sys/bus/pci/devices/" + DRIVE).orElseThrow();
    Files.createDirectories(drive.resolve("nvme/nvme0"));
  }

  @Test
  @DisplayName("get what they need before they go online, once their functions are there")
  void online() throws Exception {
    var wanted = spec(drive(2, new NvmeResources(2, 1)));

    assertThat(asRoot(wanted).ok()).isTrue();

    assertThat(nvme.commands())
        .containsExactly(
            "nvme virt-mgmt /dev/nvme0 -c 1 -r 0 -a 8 -n 2",
            "nvme virt-mgmt /dev/nvme0 -c 1 -r 1 -a 8 -n 1",
            "nvme virt-mgmt /dev/nvme0 -c 1 -a 9",
            "nvme virt-mgmt /dev/nvme0 -c 2 -r 0 -a 8 -n 2",
            "nvme virt-mgmt /dev/nvme0 -c 2 -r 1 -a 8 -n 1",
            "nvme virt-mgmt /dev/nvme0 -c 2 -a 9");
    assertThat(plan(wanted, true).steps()).isEmpty();
    assertThat(plan(wanted, false).offers().getFirst().units()).hasSize(2);
  }

  @Test
  @DisplayName("go offline for other resources, and as they were found when nothing is asked")
  void others() throws Exception {
    asRoot(spec(drive(1, new NvmeResources(2, 1))));
    assertThat(
            plan(spec(drive(1, new NvmeResources(4, 1))), true).steps().stream()
                .map(Step::sentence))
        .containsExactly(
            "0000:03:00.1: secondary controller offline, from nvme0",
            "0000:03:00.1: queues 4, from nvme0",
            "0000:03:00.1: secondary controller online, from nvme0");
    assertThat(asRoot(spec(drive(1, new NvmeResources(4, 1)))).ok()).isTrue();

    assertThat(asRoot(spec(drive(1, null))).ok()).isTrue();
    assertThat(nvme.output(List.of("nvme", "list-secondary", "/dev/nvme0", "-o", "json")))
        .doesNotContain("\"num-virtual-queues\":4", "\"secondary-controller-state\":1");
  }

  @Test
  @DisplayName("that the drive has too little for are named with what to look at")
  void exhausted() throws Exception {
    var report = asRoot(spec(drive(2, new NvmeResources(5, 1))));

    assertThat(report.failures().get(PciAddress.of(DRIVE)))
        .contains("Invalid Number of Controller Resources", "nvme primary-ctrl-caps /dev/nvme0");
    assertThat(plan(spec(drive(2, new NvmeResources(5, 1))), false).offers()).isEmpty();
  }

  @Test
  @DisplayName("cannot be set up where nvme does not answer, or by one who may not run it")
  void unknown() throws Exception {
    var wanted = spec(drive(2, new NvmeResources(2, 1)));
    var deaf = new Observed("node-1", host.snapshot(), HostUse.nothing(), Map.of(), true);
    var refusal = Planner.plan(deaf, wanted, host.ledger()).refusals().getFirst();
    assertThat(refusal.reason()).isEqualTo(Reason.ProgramMissing);
    assertThat(refusal.message()).contains("nvme-cli", "nvme list-secondary", DRIVE);

    assertThat(plan(wanted, false).refusals().getFirst().reason())
        .isEqualTo(Reason.PrivilegeNeeded);
  }

  private Report asRoot(PassthroughNodeSpec spec) throws Exception {
    var plan = plan(spec, true);
    try (var devices = host.open()) {
      devices.apply(only(plan, SysfsStep.class::isInstance));
    }
    try (var itself =
        Applier.openHost(
            HostRoot.at(root), HostAccess.full(nvme), HostUnderTest.SHORT, Duration.ofSeconds(1))) {
      var report = itself.apply(only(plan, CommandStep.class::isInstance));
      SettingsNote.write(HostRoot.at(root), seen(), List.of(PciAddress.of(DRIVE)));
      return report;
    }
  }

  private Plan plan(PassthroughNodeSpec spec, boolean privileged) throws Exception {
    var ledger = host.ledger().and(Applier.settingsLedgerOf(HostRoot.at(root)));
    var snapshot = privileged ? seen() : host.snapshot().with(SettingsNote.read(HostRoot.at(root)));
    return Planner.plan(
        new Observed("node-1", snapshot, HostUse.nothing(), Map.of(), privileged), spec, ledger);
  }

  private Snapshot seen() throws Exception {
    var snapshot = host.snapshot();
    var drive = snapshot.function(PciAddress.of(DRIVE)).orElseThrow();
    return snapshot.with(CardSettings.read(HostRoot.at(root), drive, nvme::output));
  }

  private static Plan only(Plan plan, Predicate<Step> wanted) {
    return Plan.of(plan.steps().stream().filter(wanted).toList());
  }

  private static ResourceEntry drive(int count, @Nullable NvmeResources resources) {
    return ResourceEntry.of(
        "nvme",
        "example.com/nvme",
        new VirtualFunctions(new PhysicalFunctionSelector(DRIVE), 0, count, null, resources));
  }
}
