package dev.passthrough.host.apply;

import static dev.passthrough.host.testing.Specs.device;
import static dev.passthrough.host.testing.Specs.devices;
import static dev.passthrough.host.testing.Specs.spec;
import static dev.passthrough.host.testing.Workstation.DRIVE;
import static dev.passthrough.host.testing.Workstation.DRIVE_SERIAL;
import static dev.passthrough.host.testing.Workstation.GRAPHICS;
import static dev.passthrough.host.testing.Workstation.SHARED_1;
import static dev.passthrough.host.testing.Workstation.SHARED_2;
import static dev.passthrough.host.testing.Workstation.SOUND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.DeviceSelector;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.Reason;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Disturbance;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.plan.Step;
import dev.passthrough.host.plan.Unit;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.Workstation;
import dev.passthrough.host.use.HostUse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Whole devices leave the host as groups and come back as they were found")
class DevicesTest {

  @TempDir(factory = InMemory.class)
  Path root;

  private Workstation machine;
  private HostUnderTest host;

  @BeforeEach
  void makeHost() {
    machine = new Workstation(root);
    host = new HostUnderTest(root, machine.kernel());
  }

  @Test
  @DisplayName("A card and its companions: all out of their drivers, then all bound; one unit")
  void group() throws Exception {
    var found = host.sys();
    var spec = spec(device("gpu", GRAPHICS));

    assertThat(host.plan(spec).steps().stream().map(Step::sentence))
        .containsExactly(
            GRAPHICS + ": let only vfio-pci bind",
            SOUND + ": let only vfio-pci bind",
            GRAPHICS + ": take it away from nouveau",
            SOUND + ": take it away from snd_hda_intel",
            GRAPHICS + ": give it to vfio-pci",
            SOUND + ": give it to vfio-pci");
    assertThat(host.plan(spec).disturbances())
        .containsExactly(
            new Disturbance(2, GRAPHICS + " leaves the host (driver nouveau)", List.of(GRAPHICS)),
            new Disturbance(3, SOUND + " leaves the host (driver snd_hda_intel)", List.of(SOUND)));
    assertThat(host.apply(spec).failures()).isEmpty();
    assertThat(host.plan(spec).steps()).isEmpty();
    assertThat(host.plan(spec).answers().getFirst().units())
        .containsExactly(new Unit.Whole(PciAddress.of(GRAPHICS), List.of(PciAddress.of(SOUND))));
    assertThat(driver(SOUND)).contains("vfio-pci");

    assertThat(host.restore().failures()).isEmpty();
    assertThat(host.sys()).isEqualTo(found);
    assertThat(host.ledger().facts()).isEmpty();
  }

  static List<DeviceSelector> selectors() {
    return List.of(
        new DeviceSelector(DRIVE, null, null, null, null, null, null),
        new DeviceSelector(null, "144D", "A80A", null, null, null, null),
        new DeviceSelector(null, null, null, DRIVE_SERIAL, null, null, null),
        new DeviceSelector(null, null, null, null, null, "0108", null),
        new DeviceSelector(null, null, null, null, null, null, "nvme"),
        new DeviceSelector(DRIVE, "144d", "a80a", DRIVE_SERIAL, null, "010802", "nvme"));
  }

  @ParameterizedTest
  @MethodSource("selectors")
  @DisplayName("What is selected stays selected without the host's driver")
  void selected(DeviceSelector select) throws Exception {
    var found = host.sys();
    var spec = spec(devices("drive", select));
    assertThat(host.plan(spec).offers()).hasSize(1);
    assertThat(host.apply(spec).failures()).isEmpty();
    assertThat(driver(DRIVE)).contains("vfio-pci");
    assertThat(host.plan(spec).steps()).isEmpty();
    assertThat(host.plan(spec).offers().getFirst().units())
        .containsExactly(Unit.alone(PciAddress.of(DRIVE)));
    host.restore();
    assertThat(host.sys()).isEqualTo(found);
    assertThat(host.ledger().facts()).isEmpty();
  }

  @Test
  @DisplayName("The serial number on the card is looked for only where a spec selects by one")
  void depth() {
    var bySerial = new DeviceSelector(null, null, null, DRIVE_SERIAL, null, null, null);
    assertThat(Planner.depth(spec(devices("drive", bySerial)))).isEqualTo(Depth.FULL);
    assertThat(Planner.depth(spec(device("drive", DRIVE)))).isEqualTo(Depth.QUICK);
  }

  @Test
  @DisplayName("Two cards of one group go together, if one entry asks for both, and are one unit")
  void sharedGroup() throws Exception {
    var both =
        spec(devices("nics", new DeviceSelector(null, "8086", "1521", null, null, null, null)));
    assertThat(host.plan(both).offers().getFirst().units())
        .containsExactly(new Unit.Whole(PciAddress.of(SHARED_1), List.of(PciAddress.of(SHARED_2))));
    assertThat(host.apply(both).failures()).isEmpty();
    assertThat(host.plan(both).steps()).isEmpty();
    assertThat(driver(SHARED_2)).contains("vfio-pci");
  }

  @Test
  @DisplayName("One group is not offered by two entries, though VFIO has all of it already")
  void groupOfTwoEntries() throws Exception {
    bind(SHARED_1, "igb");
    bind(SHARED_2, "igb");
    var plan = host.plan(spec(device("a", SHARED_1), device("b", SHARED_2)));
    assertThat(plan.offers()).isEmpty();
    assertThat(plan.refusals())
        .extracting(it -> it.reason())
        .containsExactly(Reason.InvalidSpec, Reason.InvalidSpec);
    assertThat(host.plan(spec(device("a", SHARED_1))).offers()).hasSize(1);
  }

  @Test
  @DisplayName("What was bound to VFIO before is offered as found and never given back")
  void adopted() throws Exception {
    bind(DRIVE, "nvme");
    var found = host.sys();
    var spec = spec(device("drive", DRIVE));
    assertThat(host.plan(spec).steps()).isEmpty();
    assertThat(host.plan(spec).offers().getFirst().units()).hasSize(1);
    host.apply(spec);
    host.restore();
    assertThat(host.sys()).isEqualTo(found);
  }

  @Test
  @DisplayName(
      "A card that half was bound before: only the rest is taken, and only that given back")
  void halfAdopted() throws Exception {
    bind(SOUND, "snd_hda_intel");
    var found = host.sys();
    var spec = spec(device("gpu", GRAPHICS));
    assertThat(host.plan(spec).steps()).hasSize(3);
    assertThat(host.apply(spec).failures()).isEmpty();
    assertThat(host.plan(spec).steps()).isEmpty();
    host.restore();
    assertThat(host.sys()).isEqualTo(found);
  }

  @Test
  @DisplayName("An entry taken out gives its card back alone; not while a pod has it")
  void takenOut() throws Exception {
    var found = host.sys();
    host.apply(spec(device("gpu", GRAPHICS), device("drive", DRIVE)));
    var gpu = spec(device("gpu", GRAPHICS));
    var held =
        new Observed("node-1", host.snapshot(), HostUse.nothing(), Map.of(DRIVE, "default/vm"));
    var plan = Planner.plan(held, gpu, host.ledger());
    assertThat(plan.steps()).isEmpty();
    assertThat(plan.kept().getFirst().message()).contains(DRIVE, "default/vm");

    assertThat(host.apply(gpu).ok()).isTrue();
    assertThat(driver(DRIVE)).contains("nvme");
    assertThat(driver(GRAPHICS)).contains("vfio-pci");
    host.restore();
    assertThat(host.sys()).isEqualTo(found);
  }

  @Test
  @DisplayName("If one function cannot be bound, the whole group goes back to the host")
  void failure() throws Exception {
    var found = host.sys();
    PassthroughNodeSpec spec = spec(device("gpu", GRAPHICS), device("drive", DRIVE));
    var broken =
        host.with((file, value) -> {
          if (file.endsWith("drivers_probe") && value.equals(SOUND)) {
            throw new java.io.IOException("Invalid argument");
          }
          machine.kernel().write(file, value);
        });
    assertThat(broken.apply(spec).failures()).containsOnlyKeys(PciAddress.of(GRAPHICS));
    assertThat(driver(GRAPHICS)).contains("nouveau");
    assertThat(driver(SOUND)).contains("snd_hda_intel");
    assertThat(driver(DRIVE)).contains("vfio-pci");
    host.restore();
    assertThat(host.sys()).isEqualTo(found);
  }

  @Test
  @DisplayName(
      "The maker's own VFIO driver is taken where it is loaded; companions get the plain one")
  void variant() throws Exception {
    machine
        .tree()
        .file("proc/sys/kernel/osrelease", "6.12.0")
        .file(
            "lib/modules/6.12.0/modules.alias",
            """
            alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci
            alias vfio_pci:v000010DEd*sv*sd*bc03sc*i* other_vfio_pci
            alias vfio_pci:v000010DEd00001EB8sv*sd*bc*sc*i* nvgrace_gpu_vfio_pci
            alias pci:v000010DEd00001EB8sv*sd*bc*sc*i* nouveau\
            """);
    var spec = spec(device("gpu", GRAPHICS));
    assertThat(host.plan(spec).steps().getFirst().sentence()).contains("only vfio-pci");

    machine.kernel().drivers().load("nvgrace-gpu-vfio-pci").load("other_vfio_pci");
    assertThat(host.apply(spec).failures()).isEmpty();
    assertThat(driver(GRAPHICS)).contains("nvgrace-gpu-vfio-pci");
    assertThat(driver(SOUND)).contains("vfio-pci");
    assertThat(host.plan(spec).steps()).isEmpty();
  }

  private Optional<String> driver(String address) {
    return host.snapshot().function(PciAddress.of(address)).orElseThrow().driver();
  }

  /** As an admin's own unit or driverctl does it at boot. */
  private void bind(String address, String from) throws Exception {
    var folder = machine.tree().root().resolve("sys/bus/pci/devices/" + address).orElseThrow();
    var drivers = machine.tree().root().resolve("sys/bus/pci/drivers").orElseThrow();
    machine.kernel().write(folder.resolve("driver_override"), "vfio-pci");
    machine.kernel().write(drivers.resolve(from + "/unbind"), address);
    machine.kernel().write(drivers.resolve("vfio-pci/bind"), address);
  }
}
