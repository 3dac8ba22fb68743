package dev.passthrough.host.boot;

import static dev.passthrough.host.testing.Specs.device;
import static dev.passthrough.host.testing.Specs.devices;
import static dev.passthrough.host.testing.Specs.functions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.DeviceSelector;
import dev.passthrough.api.GuardOverride;
import dev.passthrough.api.GuardReason;
import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Initramfs;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.HostSpec.Reboot;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Attribute;
import dev.passthrough.host.plan.Found;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.KernelStandIn;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.host.testing.UsedMachine;
import dev.passthrough.host.testing.Workstation;
import dev.passthrough.host.use.HostUse;
import dev.passthrough.host.use.HostUseReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Bound early is what a plan offers of whole devices, and never what a guard keeps")
class EarlyDevicesTest {

  @TempDir(factory = InMemory.class)
  Path root;

  private HostUse use = HostUse.nothing();

  static Stream<Arguments> selections() {
    return Stream.of(
        Arguments.of(device("gpu", Workstation.GRAPHICS), "0000:65:00.0 0000:65:00.1"),
        Arguments.of(device("drive", Workstation.DRIVE), "0000:66:00.0"),
        // Shares its group with another card that nobody asked for.
        Arguments.of(device("nic", Workstation.SHARED_1), ""),
        Arguments.of(device("console", Workstation.BOOT_DISPLAY), ""),
        Arguments.of(
            devices("all", new DeviceSelector(null, null, null, null, null, "03", null)),
            "0000:65:00.0 0000:65:00.1"));
  }

  @ParameterizedTest
  @MethodSource("selections")
  void offered(ResourceEntry entry, String addresses) {
    new Workstation(root);

    assertThat(early(entry))
        .containsExactly(addresses.isEmpty() ? new String[0] : addresses.split(" ", -1));
  }

  @Test
  @DisplayName("nothing where the initramfs is left as found")
  void asFound() {
    new Workstation(root);
    var spec = new PassthroughNodeSpec(Mode.Enforce, List.of(device("d", Workstation.DRIVE)));

    assertThat(of(spec, Ledger.empty())).isEqualTo(EarlyDevices.none());
  }

  @Test
  @DisplayName("virtual functions are not there that early")
  void virtualFunctions() {
    new LabHost(root);

    assertThat(early(functions("nic", LabHost.CARD, 2))).isEmpty();
  }

  @Test
  @DisplayName("the drive that the root file system is on stays, whatever asks for it")
  void rootDisk() {
    var tree = new Workstation(root).tree();
    new UsedMachine(tree)
        .disk(tree.existing(Workstation.DRIVE), "sda", 8)
        .mount("8:1", "/", "ext4", "/dev/sda1");
    use = HostUseReader.read(HostRoot.at(root));

    assertThat(use.disks(PciAddress.parse(Workstation.DRIVE).orElseThrow())).isNotEmpty();
    assertThat(early(device("drive", Workstation.DRIVE))).isEmpty();
  }

  @Test
  @DisplayName("the boot display stays even if VFIO has it by hand, unless the guard was put aside")
  void bootDisplay() throws IOException {
    var kernel = new Workstation(root).kernel();
    bind(kernel, Workstation.BOOT_DISPLAY, "ast");
    var entry = device("console", Workstation.BOOT_DISPLAY);

    assertThat(early(entry)).isEmpty();
    var aside = new GuardOverride(Workstation.BOOT_DISPLAY, GuardReason.BootDisplay, "headless");
    assertThat(addresses(of(spec(List.of(aside), entry), Ledger.empty())))
        .containsExactly(Workstation.BOOT_DISPLAY);
  }

  @Test
  @DisplayName("a device that this boot's plan took from its driver was not bound early")
  void first() throws IOException {
    var kernel = new Workstation(root).kernel();
    bind(kernel, Workstation.DRIVE, "nvme");
    var drive = PciAddress.parse(Workstation.DRIVE).orElseThrow();
    var spec = spec(List.of(), device("drive", Workstation.DRIVE));

    assertThat(of(spec, Ledger.empty()).devices()).allMatch(EarlyDevice::early);
    var taken = new Ledger(List.of(new Found(drive, drive, Attribute.DRIVER, "nvme")));
    assertThat(of(spec, taken).devices())
        .singleElement()
        .satisfies(it -> assertThat(it.first()).contains("nvme"))
        .matches(it -> !it.early());
  }

  @Test
  @DisplayName("while the IOMMU is yet to be set up: what would be offered if it ran")
  void beforeTheFirstBoot() throws IOException {
    new Workstation(root);
    withoutIommu();
    var wanted =
        List.of(device("gpu", Workstation.GRAPHICS), device("console", Workstation.BOOT_DISPLAY));

    assertThat(addresses(of(spec(Iommu.Required, wanted), Ledger.empty())))
        .containsExactly("0000:65:00.0", "0000:65:00.1");
    assertThat(of(spec(Iommu.AsFound, wanted), Ledger.empty())).isEqualTo(EarlyDevices.none());
  }

  private void withoutIommu() throws IOException {
    for (var members : list("sys/kernel/iommu_groups")) {
      for (var it : list(root.relativize(members.resolve("devices")).toString())) {
        Files.delete(it.toRealPath().resolve("iommu_group"));
        Files.delete(it);
      }
      Files.delete(members.resolve("devices"));
      Files.delete(members);
    }
  }

  private List<Path> list(String folder) throws IOException {
    try (var entries = Files.list(root.resolve(folder))) {
      return entries.toList();
    }
  }

  private void bind(KernelStandIn kernel, String address, String from) throws IOException {
    var folder = root.resolve("sys/bus/pci/devices").resolve(address).toRealPath();
    kernel.write(folder.resolve("driver_override"), "vfio-pci");
    kernel.write(root.resolve("sys/bus/pci/drivers/" + from + "/unbind"), address);
    kernel.write(root.resolve("sys/bus/pci/drivers_probe"), address);
  }

  private List<String> early(ResourceEntry... entries) {
    return addresses(of(spec(List.of(), entries), Ledger.empty()));
  }

  private static List<String> addresses(EarlyDevices early) {
    return early.devices().stream().map(it -> it.address().toString()).toList();
  }

  private static PassthroughNodeSpec spec(Iommu iommu, List<ResourceEntry> entries) {
    return new PassthroughNodeSpec(
        Mode.Enforce,
        new HostSpec(iommu, List.of(), Initramfs.Managed, Reboot.Never),
        entries,
        List.of());
  }

  private static PassthroughNodeSpec spec(List<GuardOverride> overrides, ResourceEntry... entries) {
    return new PassthroughNodeSpec(
        Mode.Enforce,
        new HostSpec(Iommu.AsFound, List.of(), Initramfs.Managed, Reboot.Never),
        List.of(entries),
        overrides);
  }

  private EarlyDevices of(PassthroughNodeSpec spec, Ledger ledger) {
    var host = new Observed("node", new InventoryReader().read(HostRoot.at(root)), use, Map.of());
    return EarlyDevices.of(spec, Planner.plan(host, spec, ledger), host, ledger);
  }
}
