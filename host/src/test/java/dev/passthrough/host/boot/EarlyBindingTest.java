package dev.passthrough.host.boot;

import static dev.passthrough.host.testing.Specs.device;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Initramfs;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.HostSpec.Reboot;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.Reason;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.HostAccess;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.machine.InitramfsTool;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.Notice;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.plan.RunCommand;
import dev.passthrough.host.plan.WriteFile;
import dev.passthrough.host.testing.BootHost;
import dev.passthrough.host.testing.DistributionStandIn;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.Workstation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The initramfs gives devices to VFIO by address, through whatever builds it")
class EarlyBindingTest {

  private static final ResourceEntry CARD = device("gpu", Workstation.GRAPHICS);
  private static final ResourceEntry DRIVE = device("drive", Workstation.DRIVE);
  private static final String DRIVE_LINE =
      "pci0000:00/0000:00:02.0/0000:66:00.0 0x144d 0xa80a vfio-pci\n";

  private static final String BOOT = "11111111-0000-0000-0000-000000000000";

  @TempDir(factory = InMemory.class)
  Path root;

  /** A workstation on which a distribution runs. */
  private record Machine(DistributionStandIn distribution, PreparedHost host) {

    List<String> programs() {
      return distribution.ran().stream().map(List::getFirst).toList();
    }
  }

  private Machine make(BootHost recorded) throws IOException {
    new Workstation(root);
    var distribution = recorded.make(root);
    return new Machine(distribution, new PreparedHost(root, HostAccess.full(distribution)));
  }

  private static PassthroughNodeSpec early(ResourceEntry... entries) {
    return new PassthroughNodeSpec(
        Mode.Enforce,
        new HostSpec(Iommu.AsFound, List.of(), Initramfs.Managed, Reboot.Never),
        List.of(entries),
        List.of());
  }

  private static String program(InitramfsTool tool) {
    return tool.command().getFirst();
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("on every recorded host: the list, built in once; at the next boot VFIO has them")
  void everywhere(BootHost recorded) throws Exception {
    var machine = make(recorded);
    var found = machine.host().files();
    var spec = early(CARD, DRIVE);
    int ran = machine.distribution().ran().size();

    assertThat(machine.host().apply(spec).hostFailures()).isEmpty();

    assertThat(Files.readString(root.resolve(EarlyScript.LIST)))
        .endsWith(
            """
            pci0000:00/0000:00:01.0/0000:65:00.0 0x10de 0x1eb8 vfio-pci
            pci0000:00/0000:00:01.0/0000:65:00.1 0x10de 0x10f8 vfio-pci
            """
                + DRIVE_LINE);
    assertThat(InitramfsFiles.of(recorded.initramfs()).keySet())
        .allSatisfy(it -> assertThat(root.resolve(it)).exists());
    assertThat(machine.distribution().ran().subList(ran, machine.distribution().ran().size()))
        .containsExactly(recorded.initramfs().command());
    assertThat(machine.host().plan(spec)).isEqualTo(new Preparation(List.of(), List.of()));

    machine.distribution().boot();
    assertThat(driver(Workstation.GRAPHICS)).isEqualTo("vfio-pci");
    assertThat(driver(Workstation.SOUND)).isEqualTo("vfio-pci");
    assertThat(machine.host().plan(spec)).isEqualTo(new Preparation(List.of(), List.of()));

    assertThat(machine.host().restore().hostFailures()).isEmpty();
    assertThat(machine.host().files()).isEqualTo(found);
    assertThat(machine.host().ledger().holdsNothing()).isTrue();
    assertThat(machine.programs().getLast())
        .as("built without it")
        .isEqualTo(program(recorded.initramfs()));
  }

  @Test
  @DisplayName("another device is one line in one file, and the initramfs built once more")
  void another() throws Exception {
    var machine = make(BootHost.FEDORA);
    machine.host().apply(early(CARD, DRIVE));

    var plan = machine.host().plan(early(DRIVE));

    assertThat(plan.steps()).hasSize(2);
    assertThat(plan.steps().getFirst())
        .isInstanceOfSatisfying(
            WriteFile.class,
            it -> {
              assertThat(it.path()).isEqualTo(EarlyScript.LIST);
              assertThat(it.after().content()).endsWith("driver\n" + DRIVE_LINE);
            });
    assertThat(plan.steps().getLast()).isInstanceOf(RunCommand.class);
  }

  @Test
  @DisplayName("what is made of other files is not made anew, and the other way round")
  void onlyWhatChanged() throws Exception {
    var machine = make(BootHost.DEBIAN);
    var arguments = new HostSpec(Iommu.AsFound, List.of("iommu=pt"), Reboot.Never);
    machine.host().apply(arguments);
    assertThat(machine.programs()).doesNotContain("update-initramfs");
    int ran = machine.distribution().ran().size();

    var both = new HostSpec(Iommu.AsFound, List.of("iommu=pt"), Initramfs.Managed, Reboot.Never);
    machine.host().apply(new PassthroughNodeSpec(Mode.Enforce, both, List.of(DRIVE), List.of()));
    assertThat(machine.programs().subList(ran, machine.programs().size()))
        .containsExactly("update-initramfs");

    machine.host().apply(arguments);
    assertThat(machine.programs().subList(ran, machine.programs().size()))
        .containsExactly("update-initramfs", "update-initramfs");
    assertThat(root.resolve("etc/passthrough")).doesNotExist();
    assertThat(machine.host().plan(arguments).steps()).isEmpty();
  }

  @Test
  @DisplayName("a build that fails: every file is back, and the initramfs is built without them")
  void buildFails() throws Exception {
    var machine = make(BootHost.DEBIAN);
    machine.distribution().failing("update-initramfs");
    var found = machine.host().files();

    assertThat(machine.host().apply(early(DRIVE)).hostFailures().getFirst())
        .contains("update-initramfs -u -k all", "ended with 1");

    assertThat(machine.host().files()).isEqualTo(found);
    machine.distribution().failing("");
    assertThat(machine.host().restore().ok()).isTrue();
    assertThat(machine.programs().getLast()).as("is owed").isEqualTo("update-initramfs");
  }

  @Test
  @DisplayName("a boot in which a driver of the host came first is told, with which one")
  void missed() throws Exception {
    var machine = make(BootHost.DEBIAN);
    machine.host().apply(early(DRIVE, CARD));
    Files.writeString(root.resolve("proc/sys/kernel/random/boot_id"), "another\n");

    assertThat(machine.host().plan(early(DRIVE, CARD)).notices())
        .singleElement()
        .satisfies(it -> assertThat(it.reason()).isEqualTo(Reason.RebootDidNotHelp))
        .satisfies(it ->
            assertThat(it.message()).contains("nvme had 0000:66:00.0", "nouveau had 0000:65:00.0"));
  }

  @Test
  @DisplayName("an agent without the host's files tells what the initramfs was not told")
  void outside() throws Exception {
    var machine = make(BootHost.DEBIAN);
    var spec = early(DRIVE);

    assertThat(outside(machine, spec))
        .singleElement()
        .satisfies(it -> assertThat(it.reason()).isEqualTo(Reason.PrivilegeNeeded))
        .satisfies(
            it -> assertThat(it.message()).contains("0000:66:00.0", "'passthrough apply -f FILE'"));
    machine.host().apply(spec);
    assertThat(outside(machine, spec)).isEmpty();
  }

  private List<Notice> outside(Machine machine, PassthroughNodeSpec spec) throws Exception {
    var snapshot = new InventoryReader().read(HostRoot.at(root));
    var host = Observed.idle(snapshot);
    var ledger = Ledger.empty();
    var early = EarlyDevices.of(spec, Planner.plan(host, spec, ledger), host, ledger);
    return Outside.asked(spec.host(), snapshot, machine.host().ledger(), early, BOOT).notices();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DEBIAN | etc/os-release | ID=nixos | declaration",
        "DEBIAN | proc/mounts | /dev/sda1 / ext4 ro 0 0 | /etc is mounted read-only",
        "FEDORA | proc/mounts | /dev/sda1 /usr ext4 ro 0 0 | /usr, which is mounted read-only",
        "FEDORA | run/ostree-booted | x | rpm-ostree",
        "ARCH | usr/bin/mkinitcpio | x | /etc/mkinitcpio.conf.d",
        "ARCH | etc/mkinitcpio.d/linux.preset | ALL_config=/etc/x.conf | /etc/mkinitcpio.d/linux.preset",
      })
  @DisplayName("a system that is not changed in place gets the exact lines in words, and no step")
  void elsewhere(BootHost recorded, String file, String text, String words) throws Exception {
    var machine = make(recorded);
    Files.createDirectories(root.resolve(file).resolveSibling(""));
    Files.writeString(root.resolve(file), text + "\n");

    var plan = machine.host().plan(early(DRIVE));

    assertThat(plan.steps()).isEmpty();
    assertThat(plan.notices())
        .singleElement()
        .satisfies(it -> assertThat(it.reason()).isEqualTo(Reason.ChangeByHand))
        .satisfies(it ->
            assertThat(it.message())
                .contains(
                    words,
                    "echo vfio-pci > /sys/bus/pci/devices/0000:66:00.0/driver_override",
                    "modprobe vfio-pci"));
  }

  @Test
  @DisplayName("no tool is known: nothing is guessed; where it was done by hand nothing is said")
  void unknown() throws Exception {
    var machine = make(BootHost.FEDORA);
    Files.delete(root.resolve("usr/bin/dracut"));
    assertThat(machine.host().plan(early(DRIVE)).notices())
        .extracting(Notice::reason)
        .containsExactly(Reason.ChangeByHand);

    var folder = root.resolve("sys/bus/pci/devices").resolve(Workstation.DRIVE);
    Files.delete(folder.resolve("driver"));
    Files.createSymbolicLink(
        folder.resolve("driver"), Path.of("../../../../bus/pci/drivers/vfio-pci"));

    assertThat(machine.host().plan(early(DRIVE))).isEqualTo(new Preparation(List.of(), List.of()));
  }

  private String driver(String address) {
    return new InventoryReader()
        .read(HostRoot.at(root))
        .function(PciAddress.parse(address).orElseThrow())
        .flatMap(it -> it.driver())
        .orElse("");
  }
}
