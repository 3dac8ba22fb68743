package dev.passthrough.host.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.HostSpec.Reboot;
import dev.passthrough.api.Reason;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.HostAccess;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.Notice;
import dev.passthrough.host.testing.BootHost;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.LabHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An IOMMU that is required is set up where an argument does that, and only there")
class NeedsTest {

  private static final HostSpec REQUIRED =
      new HostSpec(Iommu.Required, List.of(), Reboot.WhenNeeded);

  @TempDir(factory = InMemory.class)
  Path root;

  private PreparedHost host;

  @BeforeEach
  void debian() throws IOException {
    host = new PreparedHost(root, HostAccess.full(BootHost.DEBIAN.make(root)));
  }

  @Test
  @DisplayName("nothing is asked for: nothing is read into it")
  void nothing() throws Exception {
    assertThat(host.plan(HostSpec.asFound())).isEqualTo(new Preparation(List.of(), List.of()));
  }

  @Test
  @DisplayName("AMD: no argument, no reboot; the firmware has to be seen to")
  void amd() throws Exception {
    write("proc/cpuinfo", "vendor_id : AuthenticAMD\nflags : lm svm\n");

    assertThat(host.plan(REQUIRED).steps()).noneMatch(it -> it.sentence().contains("grub"));
    assertThat(reasons()).containsExactly(Reason.FirmwareIommuOff);
  }

  @Test
  @DisplayName("AMD with amd_iommu=off: that goes, from the line it stands in, and comes back")
  void switchedOff() throws Exception {
    write("proc/cpuinfo", "vendor_id : AuthenticAMD\nflags : lm svm\n");
    var grub = root.resolve("etc/default/grub");
    var found = Files.readString(grub).replace("\"quiet\"", "\"quiet amd_iommu=off\"");
    Files.writeString(grub, found);

    assertThat(host.apply(REQUIRED).hostFailures()).isEmpty();

    assertThat(Files.readString(grub)).isEqualTo(found.replace(" amd_iommu=off", ""));
    assertThat(host.plan(REQUIRED).steps()).isEmpty();
    host.restore();
    assertThat(grub).hasContent(found);
  }

  @Test
  @DisplayName("where the IOMMU runs without an argument, none is added")
  void runs() throws Exception {
    Files.createDirectories(root.resolve("sys/class/iommu/dmar0"));

    assertThat(host.plan(REQUIRED).steps()).noneMatch(it -> it.sentence().contains("grub"));
    assertThat(reasons()).isEmpty();
  }

  @Test
  @DisplayName("where it runs by an argument that the next boot would not have, that is written")
  void wouldBeLost() throws Exception {
    Files.createDirectories(root.resolve("sys/class/iommu/dmar0"));
    write("proc/cmdline", "quiet intel_iommu=on\n");

    assertThat(host.plan(REQUIRED).steps())
        .anyMatch(it -> it.sentence().contains("zz-passthrough"));
    assertThat(host.plan(REQUIRED).steps())
        .noneMatch(dev.passthrough.host.plan.Reboot.class::isInstance);
  }

  @Test
  @DisplayName("a firmware that announces none: no argument, no reboot")
  void firmware() throws Exception {
    write("sys/firmware/acpi/tables/FACP", "");

    assertThat(host.plan(REQUIRED).steps()).noneMatch(it -> it.sentence().contains("grub"));
    assertThat(reasons()).containsExactly(Reason.FirmwareIommuOff);
  }

  @Test
  @DisplayName("an unknown processor is not guessed")
  void unknown() throws Exception {
    Files.delete(root.resolve("proc/cpuinfo"));

    assertThat(reasons()).containsExactly(Reason.ChangeByHand);
  }

  @Test
  @DisplayName("an agent without the host's files tells what the running kernel lacks")
  void outside() throws IOException {
    var lab = root.resolve("lab");
    new LabHost(lab);
    Files.createDirectories(lab.resolve("proc"));
    Files.writeString(lab.resolve("proc/cmdline"), "quiet iommu=pt\n");
    var snapshot = new InventoryReader().read(HostRoot.at(lab));
    var pt = new HostSpec(Iommu.Required, List.of("iommu=pt"), Reboot.Never);
    var more = new HostSpec(Iommu.Required, List.of("iommu=pt", "pci=realloc"), Reboot.Never);

    assertThat(outside(pt, snapshot).notices()).isEmpty();
    assertThat(outside(more, snapshot).notices())
        .singleElement()
        .satisfies(it -> assertThat(it.reason()).isEqualTo(Reason.PrivilegeNeeded))
        .satisfies(it -> assertThat(it.message()).contains("pci=realloc", "passthrough apply"));
  }

  private static Preparation outside(HostSpec spec, Snapshot snapshot) {
    return Outside.asked(spec, snapshot, HostLedger.empty(), EarlyDevices.none(), "boot");
  }

  private List<Reason> reasons() throws Exception {
    return host.plan(REQUIRED).notices().stream().map(Notice::reason).toList();
  }

  private void write(String path, String text) throws IOException {
    var file = root.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }
}
