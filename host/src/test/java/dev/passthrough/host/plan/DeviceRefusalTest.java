package dev.passthrough.host.plan;

import static dev.passthrough.host.testing.Specs.device;
import static dev.passthrough.host.testing.Specs.devices;
import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.spec;
import static dev.passthrough.host.testing.Workstation.BOOT_DISPLAY;
import static dev.passthrough.host.testing.Workstation.DRIVE;
import static dev.passthrough.host.testing.Workstation.GRAPHICS;
import static dev.passthrough.host.testing.Workstation.SHARED_1;
import static dev.passthrough.host.testing.Workstation.SHARED_2;
import static dev.passthrough.host.testing.Workstation.SOUND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Companions;
import dev.passthrough.api.DeviceRequest;
import dev.passthrough.api.DeviceSelector;
import dev.passthrough.api.GuardOverride;
import dev.passthrough.api.GuardReason;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.Reason;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.SysfsFunction;
import dev.passthrough.host.testing.UsedMachine;
import dev.passthrough.host.testing.Workstation;
import dev.passthrough.host.use.HostUseReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A device that the host needs, or that cannot go alone, is refused with what to do")
class DeviceRefusalTest {

  private static final DeviceSelector NOTHING =
      new DeviceSelector(null, null, null, null, null, null, null);

  @TempDir(factory = InMemory.class)
  Path root;

  private Workstation machine;
  private UsedMachine used;

  @BeforeEach
  void makeHost() {
    machine = new Workstation(root);
    used = new UsedMachine(machine.tree());
    used.mount("0:21", "/proc", "proc", "proc").defaultRoute("eth9").process(1, "init", "pipe:[1]");
    machine.tree().file("proc/iomem", "00000000-00000fff : Reserved");
  }

  /** Something done to the host before. */
  @FunctionalInterface
  interface Change {
    void on(DeviceRefusalTest host) throws IOException;
  }

  record Case(Change change, PassthroughNodeSpec spec, Reason reason, List<String> words) {
    Case(Change change, PassthroughNodeSpec spec, Reason reason, String... words) {
      this(change, spec, reason, List.of(words));
    }

    @Override
    public String toString() {
      return reason + ": " + words.getLast();
    }
  }

  static Stream<Case> cases() {
    Change none = host -> {};
    return Stream.of(
        new Case(
            none, spec(device("x", "0000:7f:00.0")), Reason.DeviceNotFound, "address 0000:7f:00.0"),
        new Case(none, spec(device("x", "0000:00:01.0")), Reason.DeviceNotFound, "matches"),
        new Case(none, spec(devices("x", NOTHING)), Reason.InvalidSpec, "names nothing"),
        new Case(none, spec(device("x", "65:00.0")), Reason.InvalidSpec, "lspci -D"),
        new Case(
            none,
            spec(ResourceEntry.of("x", "a.b/x", select("10de", "1eb"))),
            Reason.InvalidSpec,
            "id 1eb; an id has four"),
        new Case(
            none,
            spec(new ResourceEntry("x", "a.b/x", null, null, null, null)),
            Reason.InvalidSpec,
            "asks for nothing"),
        new Case(
            none,
            spec(device("x", BOOT_DISPLAY)),
            Reason.NeededByHost,
            "(BootDisplay)",
            "boot_vga",
            "serial console"),
        new Case(
            host ->
                host.used
                    .disk(host.function(DRIVE), "nvme0n1", 259)
                    .mount("259:1", "/", "ext4", "/dev/nvme0n1p1"),
            spec(device("x", DRIVE)),
            Reason.NeededByHost,
            "(DiskInUse)",
            "nvme0n11 is mounted"),
        new Case(
            host -> host.used.network(host.function(SHARED_1), "eth9"),
            spec(nics()),
            Reason.NeededByHost,
            "(NetworkInUse)",
            "eth9 carries the default route",
            SHARED_1 + ", " + SHARED_2 + " go together"),
        new Case(
            host -> {
              host.machine
                  .tree()
                  .link(
                      "sys/class/sound/pcmC0D3p",
                      host.machine
                          .tree()
                          .folder(
                              "sys/devices/pci0000:00/0000:00:01.0/"
                                  + SOUND
                                  + "/sound/card0/pcmC0D3p"));
              host.used.process(7, "pipewire", "/dev/snd/pcmC0D3p");
            },
            spec(device("x", GRAPHICS)),
            Reason.NeededByHost,
            SOUND + " stays with the host (OpenByProcess)",
            "pipewire (pid 7"),
        new Case(
            host -> Files.delete(host.root.resolve("proc/1/fd/0")),
            spec(device("x", GRAPHICS)),
            Reason.UseUnknown,
            "whether a process has it open could not be seen",
            "put OpenByProcess aside"),
        new Case(
            host -> Files.delete(host.function(DRIVE).folder().resolve("reset_method")),
            spec(device("x", DRIVE)),
            Reason.NeededByHost,
            "(NoReset)"),
        new Case(
            none,
            spec(device("x", SHARED_1)),
            Reason.GroupNotIsolated,
            SHARED_1 + " shares IOMMU group 16 with " + SHARED_2,
            "Give " + SHARED_2),
        new Case(
            none,
            spec(
                ResourceEntry.of(
                    "x",
                    "a.b/x",
                    new DeviceRequest(
                        new DeviceSelector(GRAPHICS, null, null, null, null, null, null),
                        Companions.Refuse))),
            Reason.GroupNotIsolated,
            "goes only together with " + SOUND,
            "Together"),
        new Case(
            none,
            spec(device("x", GRAPHICS), device("y", SOUND)),
            Reason.InvalidSpec,
            "entry y asks for " + GRAPHICS),
        new Case(
            none,
            spec(device("x", DRIVE), functions("y", DRIVE, 1)),
            Reason.InvalidSpec,
            "entry y asks for " + DRIVE),
        new Case(
            host -> {
              Files.delete(host.function(DRIVE).folder().resolve("iommu_group"));
              Files.delete(host.root.resolve("sys/kernel/iommu_groups/14/devices/" + DRIVE));
            },
            spec(device("x", DRIVE)),
            Reason.IommuMissing,
            "no IOMMU group"),
        new Case(
            host -> {
              for (var file : List.of("bind", "unbind", "")) {
                Files.delete(host.root.resolve("sys/bus/pci/drivers/vfio-pci/" + file));
              }
            },
            spec(device("x", DRIVE)),
            Reason.DriverMissing,
            "modprobe vfio-pci"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void refused(Case it) throws IOException {
    it.change().on(this);
    var plan = plan(it.spec());
    assertThat(plan.steps()).isEmpty();
    var refusal = plan.refusals().getFirst();
    assertThat(refusal.entry()).isEqualTo("x");
    assertThat(refusal.reason()).as(refusal.message()).isEqualTo(it.reason());
    assertThat(refusal.message()).startsWith("spec.resources[name=x]").contains(it.words());
    assertThat(refusal.units()).isEmpty();
  }

  @Test
  @DisplayName("An override lets the device go")
  void overridden() {
    var override = new GuardOverride(BOOT_DISPLAY, GuardReason.BootDisplay, "a serial console");
    var spec =
        new PassthroughNodeSpec(
            Mode.Enforce, List.of(device("x", BOOT_DISPLAY)), List.of(override));
    assertThat(plan(spec).refusals()).isEmpty();
    assertThat(plan(spec).steps()).hasSize(3);
    used.network(function(BOOT_DISPLAY), "eth9");
    var both =
        new PassthroughNodeSpec(
            Mode.Enforce,
            spec.resources(),
            List.of(override, new GuardOverride(BOOT_DISPLAY, GuardReason.NetworkInUse, "spare")));
    assertThat(plan(both).disturbances().getFirst().sentence())
        .contains("interface eth9", "eth9 carries the default route");
  }

  @Test
  @DisplayName("One device that cannot be had does not hold up the others of its entry")
  void others() {
    var displays = devices("x", new DeviceSelector(null, null, null, null, null, "03", null));
    var plan = plan(spec(displays));
    assertThat(plan.refusals().getFirst().message()).contains(BOOT_DISPLAY);
    assertThat(plan.refusals().getFirst().units()).extracting(Unit::id).containsExactly(GRAPHICS);
    assertThat(plan.steps()).hasSize(6);
  }

  private Plan plan(PassthroughNodeSpec spec) {
    var host = machine.tree().root();
    return Planner.plan(
        new Observed(
            "node-1", new InventoryReader().read(host), HostUseReader.read(host), Map.of()),
        spec,
        Ledger.empty());
  }

  private SysfsFunction function(String address) {
    return machine.tree().existing(address);
  }

  private static ResourceEntry nics() {
    return ResourceEntry.of("x", "a.b/x", select("8086", "1521"));
  }

  private static DeviceRequest select(String vendor, String device) {
    return new DeviceRequest(
        new DeviceSelector(null, vendor, device, null, null, null, null), Companions.Together);
  }
}
