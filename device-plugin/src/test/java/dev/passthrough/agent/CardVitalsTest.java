package dev.passthrough.agent;

import static dev.passthrough.host.testing.LabHost.CARD;
import static dev.passthrough.host.testing.LabHost.CARD_ON_NODE_1;
import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.Applier;
import dev.passthrough.host.apply.Deadlines;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.inventory.VitalSigns;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.kubelet.DeviceUnit;
import dev.passthrough.kubelet.Health;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Virtual functions are as well as their card, which a driver of the host has")
class CardVitalsTest {

  private static final PassthroughNodeSpec SPEC =
      spec(functions("a", CARD, 2), functions("b", CARD_ON_NODE_1, 1));

  private static final String FUNCTION = "0000:01:10.0";

  @TempDir(factory = InMemory.class)
  Path root;

  private final Vitals vitals = new Vitals();
  private LabHost machine;

  @BeforeEach
  void makeFunctions() throws Exception {
    machine = new LabHost(root);
    card("aer_dev_fatal", "TOTAL_ERR_FATAL 2");
    var deadlines = new Deadlines(Duration.ofSeconds(5), Duration.ofMillis(50));
    try (var applier =
        Applier.open(HostRoot.at(root), machine.kernel(), deadlines, Duration.ZERO)) {
      var applied = applier.apply(Planner.plan(applier.observe(Depth.QUICK), SPEC));
      assertThat(applied.ok()).isTrue();
    }
    assertThat(sick()).isEmpty();
  }

  @Test
  @DisplayName("not while it does not answer, which is seen between whole looks")
  void silent() throws Exception {
    Files.write(attribute("config"), new byte[] {-1, -1, -1, -1, -1, -1, -1, -1});
    assertThat(vitals.differ(now())).isTrue();
    assertThat(sick())
        .hasSize(2)
        .allMatch(it ->
            it.contains(
                "its card %s does not answer: its configuration space reads as ones"
                    .formatted(CARD)));
    assertThat(vitals.differ(now())).as("once it was seen").isFalse();
    Files.delete(attribute("config"));
    assertThat(sick()).as("it answers again").isEmpty();
  }

  @Test
  @DisplayName("not once it has reported a fatal error, until VFIO gets the function anew")
  void fatalError() throws Exception {
    card("aer_dev_fatal", "TOTAL_ERR_FATAL 3");
    assertThat(vitals.differ(now())).isTrue();
    assertThat(sick())
        .hasSize(2)
        .allMatch(it ->
            it.contains(
                "its card %s has reported 1 fatal PCI Express errors since VFIO got this function"
                    .formatted(CARD)));
    machine.kernel().write(root.resolve("sys/bus/pci/drivers/vfio-pci/unbind"), FUNCTION);
    assertThat(sick()).hasSize(2);
    machine.kernel().write(root.resolve("sys/bus/pci/drivers_probe"), FUNCTION);
    assertThat(sick()).singleElement().asString().doesNotContain(FUNCTION + ":");
  }

  @Test
  @DisplayName("not once it has reported a fatal error, until a function is made anew")
  void madeAnew() throws Exception {
    card("aer_dev_fatal", "TOTAL_ERR_FATAL 3");
    assertThat(sick()).hasSize(2);
    vitals.forget(Set.of(FUNCTION));
    assertThat(sick()).singleElement().asString().doesNotContain(FUNCTION + ":");
  }

  @Test
  @DisplayName("and of each card one look tells, however many functions it has")
  void watched() {
    assertThat(vitals.watched())
        .containsExactlyInAnyOrder(PciAddress.of(CARD), PciAddress.of(CARD_ON_NODE_1));
  }

  private List<String> sick() {
    var snapshot = snapshot();
    vitals.see(snapshot, Map.of());
    var plan = Planner.plan(snapshot, SPEC);
    var every =
        Set.copyOf(
            plan.answers().stream().flatMap(it -> it.units().stream()).map(it -> it.id()).toList());
    return new Advertisement(snapshot, every, vitals, Set.of())
        .of(plan).stream()
            .flatMap(it -> it.units().stream())
            .filter(it -> !(it.health() instanceof Health.Healthy))
            .map(CardVitalsTest::told)
            .toList();
  }

  private static String told(DeviceUnit unit) {
    return unit.id() + ": " + unit.health();
  }

  private Map<PciAddress, VitalSigns> now() {
    return new InventoryReader().vitalSigns(HostRoot.at(root), vitals.watched());
  }

  private Snapshot snapshot() {
    return new InventoryReader().read(HostRoot.at(root));
  }

  private void card(String name, String text) throws Exception {
    Files.writeString(attribute(name), text + "\n");
  }

  private Path attribute(String name) {
    return root.resolve("sys/bus/pci/devices").resolve(CARD).resolve(name);
  }
}
