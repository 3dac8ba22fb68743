package dev.passthrough.host.apply;

import static dev.passthrough.host.testing.LabHost.CARD;
import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.NetworkSettings;
import dev.passthrough.api.NetworkSettings.LinkState;
import dev.passthrough.api.NetworkSettings.Switch;
import dev.passthrough.api.NetworkSettings.Vlan;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PhysicalFunctionSelector;
import dev.passthrough.api.Reason;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.api.VirtualFunctions;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.Setting;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.CommandStep;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.plan.Step;
import dev.passthrough.host.plan.SysfsStep;
import dev.passthrough.host.plan.Unit;
import dev.passthrough.host.settings.CardSettings;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.IpStandIn;
import dev.passthrough.host.testing.LabHost;
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

@DisplayName("What a network card's driver is to hold its functions to")
class NetworkSettingsTest {

  private static final PassthroughNodeSpec TENANT =
      spec(
          held(
              1,
              2,
              new NetworkSettings(
                  "02:00:00:00:10:ff",
                  new Vlan(100, 3, "802.1ad"),
                  Switch.Disabled,
                  Switch.Enabled,
                  null,
                  null)));

  @TempDir(factory = InMemory.class)
  Path root;

  private final IpStandIn ip = new IpStandIn();
  private LabHost lab;
  private HostUnderTest host;

  @BeforeEach
  void makeHost() throws Exception {
    lab = new LabHost(root);
    host = new HostUnderTest(root, lab.kernel());
    var card = lab.tree().root().resolve("sys/bus/pci/devices/" + CARD).orElseThrow();
    Files.createDirectories(card.resolve("net/enp1s0"));
    Files.writeString(card.resolve("net/enp1s0/address"), "52:54:00:00:00:01");
  }

  @Test
  @DisplayName("is set once the functions are there, only where it is not so already")
  void set() throws Exception {
    assertThat(asRoot(TENANT).ok()).isTrue();

    assertThat(ip.commands())
        .containsExactly(
            "ip link set dev enp1s0 vf 1 mac 02:00:00:00:10:ff",
            "ip link set dev enp1s0 vf 1 vlan 100 qos 3 proto 802.1ad",
            "ip link set dev enp1s0 vf 2 mac 02:00:00:00:11:00",
            "ip link set dev enp1s0 vf 2 vlan 100 qos 3 proto 802.1ad");
    assertThat(plan(TENANT, true).steps()).isEmpty();
  }

  @Test
  @DisplayName("keeps functions from being offered by one who cannot set it, until root has")
  void agent() throws Exception {
    host.apply(spec(functions("nic", CARD, 3)));
    var before = plan(TENANT, false);
    assertThat(before.steps()).noneMatch(CommandStep.class::isInstance);
    assertThat(before.refusals())
        .singleElement()
        .satisfies(it -> {
          assertThat(it.reason()).isEqualTo(Reason.PrivilegeNeeded);
          assertThat(it.message())
              .contains(
                  "virtualFunctions.network", "0000:01:10.2, 0000:01:10.4", "passthrough apply");
          assertThat(it.units()).isEmpty();
        });

    asRoot(TENANT);

    try (var devices = host.open()) {
      var seen = devices.observe(Depth.QUICK).function(PciAddress.of("0000:01:10.2")).orElseThrow();
      assertThat(seen.settings()).containsEntry(Setting.VLAN, "100 qos 3 proto 802.1ad");
    }
    assertThat(plan(TENANT, false).refusals()).isEmpty();
    assertThat(plan(TENANT, false).offers().getFirst().units().stream().map(Unit::id))
        .containsExactly("0000:01:10.2", "0000:01:10.4");
    var other =
        spec(
            held(1, 2, new NetworkSettings(null, new Vlan(7, null, null), null, null, null, null)));
    assertThat(plan(other, false).offers()).isEmpty();
  }

  @Test
  @DisplayName("counts as unknown when the functions, or the card's driver, have come anew")
  void anew() throws Exception {
    asRoot(TENANT);
    var card = lab.tree().root().resolve("sys/bus/pci/devices/" + CARD).orElseThrow();
    lab.kernel().write(card.resolve("sriov_numvfs"), "0");
    lab.kernel().write(card.resolve("sriov_numvfs"), "3");
    assertThat(SettingsNote.read(HostRoot.at(root))).isEmpty();

    asRoot(TENANT);
    assertThat(SettingsNote.read(HostRoot.at(root))).isNotEmpty();
    var driver = Files.readSymbolicLink(card.resolve("driver"));
    Files.delete(card.resolve("driver"));
    Files.createSymbolicLink(card.resolve("driver"), driver);
    assertThat(SettingsNote.read(HostRoot.at(root))).isEmpty();
  }

  @Test
  @DisplayName("is planned again when the driver forgot it")
  void forgotten() throws Exception {
    asRoot(TENANT);
    ip.reload();

    assertThat(plan(TENANT, true).steps().stream().map(Step::sentence))
        .containsExactly(
            "0000:01:10.2: MAC address 02:00:00:00:10:ff, held by enp1s0",
            "0000:01:10.2: VLAN 100 qos 3 proto 802.1ad, held by enp1s0",
            "0000:01:10.4: MAC address 02:00:00:00:11:00, held by enp1s0",
            "0000:01:10.4: VLAN 100 qos 3 proto 802.1ad, held by enp1s0");
  }

  @Test
  @DisplayName("goes back to what was found, on functions that somebody else made too")
  void back() throws Exception {
    var card = lab.tree().root().resolve("sys/bus/pci/devices/" + CARD).orElseThrow();
    lab.kernel().write(card.resolve("sriov_drivers_autoprobe"), "0");
    lab.kernel().write(card.resolve("sriov_numvfs"), "3");
    ip.run(List.of("ip", "link", "set", "dev", "enp1s0", "vf", "1", "vlan", "9"));
    var found = settings();
    asRoot(TENANT);
    assertThat(settings()).isNotEqualTo(found);

    var without = spec(held(1, 2, null));
    asRoot(without);
    assertThat(settings()).isEqualTo(found);
    assertThat(plan(without, false).offers().getFirst().units()).hasSize(2);

    asRoot(TENANT);
    asRoot(spec());
    assertThat(settings()).isEqualTo(found);
  }

  @Test
  @DisplayName("that the driver refuses is named with its words, and the rest of it is taken back")
  void refused() throws Exception {
    ip.refuse("trust");
    host.apply(spec(functions("nic", CARD, 3)));
    var found = settings();

    var report =
        asRoot(
            spec(
                held(
                    0,
                    3,
                    new NetworkSettings(
                        "02:00:00:00:00:01", null, Switch.Enabled, null, LinkState.Enable, 1000))));

    assertThat(report.failures().get(PciAddress.of(CARD)))
        .contains("'ip link set dev enp1s0 vf 0 trust on'", "Not supported", "ip link show enp1s0");
    assertThat(settings()).isEqualTo(found);
    assertThat(plan(TENANT, false).offers()).isEmpty();
  }

  /** Both halves of {@code passthrough apply}, and what it leaves for the agent. */
  private Report asRoot(PassthroughNodeSpec spec) throws Exception {
    var plan = plan(spec, true);
    try (var devices = host.open()) {
      devices.apply(only(plan, SysfsStep.class::isInstance));
    }
    try (var itself = openHost()) {
      var report = itself.apply(only(plan, CommandStep.class::isInstance));
      SettingsNote.write(HostRoot.at(root), seen(), List.of(PciAddress.of(CARD)));
      return report;
    }
  }

  private Plan plan(PassthroughNodeSpec spec, boolean privileged) throws Exception {
    Ledger ledger = host.ledger().and(Applier.settingsLedgerOf(HostRoot.at(root)));
    var snapshot = privileged ? seen() : host.snapshot().with(SettingsNote.read(HostRoot.at(root)));
    return Planner.plan(
        new Observed("node-1", snapshot, HostUse.nothing(), Map.of(), privileged), spec, ledger);
  }

  private Map<PciAddress, Map<Setting, String>> settings() throws Exception {
    return CardSettings.read(
        HostRoot.at(root), host.snapshot().function(PciAddress.of(CARD)).orElseThrow(), ip::output);
  }

  private Snapshot seen() throws Exception {
    return host.snapshot().with(settings());
  }

  private Applier openHost() throws Exception {
    return Applier.openHost(
        HostRoot.at(root), HostAccess.full(ip), HostUnderTest.SHORT, Duration.ofSeconds(1));
  }

  private static Plan only(Plan plan, Predicate<Step> wanted) {
    return Plan.of(plan.steps().stream().filter(wanted).toList());
  }

  private static ResourceEntry held(int first, int count, @Nullable NetworkSettings network) {
    return ResourceEntry.of(
        "nic",
        "intel.com/nic",
        new VirtualFunctions(new PhysicalFunctionSelector(CARD), first, count, network));
  }
}
