package dev.passthrough.host.plan;

import static dev.passthrough.host.testing.LabHost.CARD;
import static dev.passthrough.host.testing.Specs.functions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.GuardOverride;
import dev.passthrough.api.GuardReason;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.Reason;
import dev.passthrough.host.apply.Applier;
import dev.passthrough.host.apply.Deadlines;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.host.testing.UsedMachine;
import dev.passthrough.host.use.HostUseReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What the host took into use again is not taken from it without leave")
class PermissionTest {

  private static final String TAKEN = "0000:01:10.2";
  private static final GuardOverride OVERRIDE =
      new GuardOverride(TAKEN, GuardReason.NetworkInUse, "a spare route");

  @TempDir(factory = InMemory.class)
  Path root;

  private LabHost lab;
  private Ledger ledger = Ledger.empty();

  /** Three functions were made, and somebody gave one of them to igbvf, which has an interface. */
  @BeforeEach
  void makeAndTake() throws Exception {
    lab = new LabHost(root);
    var deadlines = new Deadlines(Duration.ofSeconds(5), Duration.ofMillis(50));
    try (var applier = Applier.open(lab.tree().root(), lab.kernel(), deadlines, Duration.ZERO)) {
      applier.apply(Planner.plan(applier.observe(Depth.QUICK), spec(List.of())));
      ledger = applier.ledger();
    }
    lab.kernel().write(driver("vfio-pci/unbind"), TAKEN);
    lab.kernel()
        .write(
            lab.tree()
                .root()
                .resolve("sys/bus/pci/devices/" + TAKEN + "/driver_override")
                .orElseThrow(),
            "igbvf");
    lab.kernel().write(driver("igbvf/bind"), TAKEN);
    lab.tree().folder("sys/devices/pci0000:00/0000:00:01.0/" + TAKEN + "/net/eth7");
    lab.tree()
        .link(
            "sys/class/net/eth7",
            root.resolve("sys/devices/pci0000:00/0000:00:01.0/" + TAKEN + "/net/eth7"));
  }

  @Test
  @DisplayName("with the default route on it, it stays, and what was offered goes on")
  void needed() {
    new UsedMachine(lab.tree()).defaultRoute("eth7");
    var refusal = plan(List.of()).refusals().getFirst();
    assertThat(refusal.reason()).isEqualTo(Reason.NeededByHost);
    assertThat(refusal.message())
        .contains("0000:01:10.2 stays with the host (NetworkInUse)", "default route", "overrides");
    assertThat(plan(List.of()).steps()).isEmpty();
    assertThat(refusal.units()).hasSize(2);
  }

  @Test
  @DisplayName("where routes could not be seen, it stays and that is said")
  void unseen() {
    var refusal = plan(List.of()).refusals().getFirst();
    assertThat(refusal.reason()).isEqualTo(Reason.UseUnknown);
    assertThat(refusal.message())
        .contains("whether the host's network needs it could not be seen", "/proc/net/route");
  }

  @Test
  @DisplayName("an override of the guard lets it go, one of another guard does not")
  void overridden() {
    new UsedMachine(lab.tree()).defaultRoute("eth7");
    assertThat(plan(List.of(OVERRIDE)).refusals()).isEmpty();
    assertThat(plan(List.of(OVERRIDE)).steps()).isNotEmpty();
    assertThat(plan(List.of(new GuardOverride(TAKEN, GuardReason.NoReset, "why not"))).refusals())
        .hasSize(1);
    assertThat(plan(List.of(new GuardOverride(CARD, GuardReason.NetworkInUse, "no"))).refusals())
        .hasSize(1);
  }

  @Test
  @DisplayName(
      "what no entry asks for any more stays too, until the host lets it go or an override does")
  void takenOut() {
    new UsedMachine(lab.tree()).defaultRoute("eth7");
    var plan = restoration(List.of());
    assertThat(plan.steps()).isEmpty();
    var kept = plan.kept().getFirst();
    assertThat(kept.card()).isEqualTo(PciAddress.of(CARD));
    assertThat(kept.reason()).isEqualTo(Reason.NeededByHost);
    assertThat(kept.message())
        .contains("no entry asks for " + CARD, TAKEN + " stays with the host (NetworkInUse)");

    assertThat(restoration(List.of(OVERRIDE)).kept()).isEmpty();
    assertThat(restoration(List.of(OVERRIDE)).steps()).isNotEmpty();
    new UsedMachine(lab.tree()).defaultRoute("eth0");
    assertThat(restoration(List.of()).kept()).isEmpty();
    assertThat(restoration(List.of()).steps()).isNotEmpty();
  }

  @Test
  @DisplayName("nor does it go where routes could not be seen; that it has no reset keeps nothing")
  void takenOutUnseen() throws Exception {
    assertThat(restoration(List.of()).kept().getFirst().reason()).isEqualTo(Reason.UseUnknown);
    lab.tree().file("sys/bus/pci/devices/" + TAKEN + "/reset_method", "");
    new UsedMachine(lab.tree()).defaultRoute("eth0");
    assertThat(restoration(List.of()).kept()).isEmpty();
  }

  private Plan restoration(List<GuardOverride> overrides) {
    return Planner.restore(seen(), ledger, overrides);
  }

  private Plan plan(List<GuardOverride> overrides) {
    return Planner.plan(seen(), spec(overrides), ledger);
  }

  private Observed seen() {
    var host = lab.tree().root();
    lab.tree().folder("sys/dev/char");
    return new Observed(
        "node-1", new InventoryReader().read(host), HostUseReader.read(host), Map.of());
  }

  private static PassthroughNodeSpec spec(List<GuardOverride> overrides) {
    return new PassthroughNodeSpec(Mode.Enforce, List.of(functions("nic", CARD, 3)), overrides);
  }

  private Path driver(String file) {
    return lab.tree().root().resolve("sys/bus/pci/drivers/" + file).orElseThrow();
  }
}
