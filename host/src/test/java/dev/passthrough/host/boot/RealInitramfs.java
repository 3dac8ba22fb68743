package dev.passthrough.host.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Initramfs;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.HostSpec.Reboot;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.testing.KernelStandIn;
import dev.passthrough.host.testing.Specs;
import dev.passthrough.host.testing.SysfsTree;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Has an installed Debian's own programs build an initramfs, and starts its kernel with that on an
 * emulated machine with two cards of the same make. Run by {@code lab/boot-tools}.
 */
@DisplayName("A real initramfs gives the device of the list to VFIO, and no other of its make")
class RealInitramfs {

  private static final String CARD = "0000:00:03.0";
  private static final String TWIN = "0000:00:04.0";

  private static final PassthroughNodeSpec SPEC =
      new PassthroughNodeSpec(
          Mode.Enforce,
          new HostSpec(Iommu.AsFound, List.of(), Initramfs.Managed, Reboot.Never),
          List.of(Specs.device("card", CARD)),
          List.of());

  @Test
  @DisplayName(
      "initramfs-tools: the script runs before udev's, and the host's driver gets the twin")
  void initramfsTools() throws Exception {
    var debian = machine();
    var found = debian.files("etc", "usr/lib/dracut");

    assertThat(debian.host().apply(SPEC).hostFailures()).isEmpty();

    debian.said("sh", "-c", "rm -rf /tmp/x; unmkinitramfs /boot/initrd.img-* /tmp/x");
    var scripts =
        Files.readAllLines(debian.root().resolve("tmp/x/scripts/init-top/ORDER")).stream()
            .filter(it -> it.startsWith("/scripts/"))
            .toList();
    assertThat(scripts.getFirst()).startsWith("/scripts/init-top/00passthrough");
    assertThat(scripts).anyMatch(it -> it.startsWith("/scripts/init-top/udev"));
    try (var boot = EmulatedBoot.of(debian)) {
      boot.waitFor("passthrough: vfio-pci has " + CARD);
      boot.waitFor("vmxnet3 " + TWIN);
      assertThat(boot.seen()).noneMatch(it -> it.contains("vmxnet3 " + CARD));
    }

    assertThat(debian.host().restore().hostFailures()).isEmpty();
    assertThat(debian.changed(found, "etc", "usr/lib/dracut")).isEmpty();
    assertThat(debian.said("sh", "-c", "lsinitramfs /boot/initrd.img-*"))
        .doesNotContain("passthrough");
  }

  @Test
  @DisplayName("initramfs-tools: passthrough.early=off among the arguments leaves both to the host")
  void switchedOff() throws Exception {
    var debian = machine();
    assertThat(debian.host().apply(SPEC).hostFailures()).isEmpty();

    try (var boot = EmulatedBoot.of(debian, "passthrough.early=off")) {
      boot.waitFor("passthrough: switched off");
      boot.waitFor("vmxnet3 " + CARD);
    }

    assertThat(debian.host().restore().ok()).isTrue();
  }

  @Test
  @DisplayName("dracut: a hook before udev, with systemd in the initramfs")
  void dracut() throws Exception {
    var debian = machine();
    var others = debian.root().resolve("usr/sbin/mkinitramfs");
    var aside = debian.root().resolve("usr/sbin/mkinitramfs.aside");
    Files.move(others, aside);
    try {
      var found = debian.files("etc", "usr/lib/dracut");

      assertThat(debian.host().apply(SPEC).hostFailures()).isEmpty();

      assertThat(debian.said("sh", "-c", "lsinitrd /boot/initrd.img-*"))
          .contains(
              "hooks/pre-udev/00-early-bind.sh", "etc/passthrough/early-devices", "vfio-pci.ko");
      try (var boot = EmulatedBoot.of(debian)) {
        boot.waitFor("passthrough: vfio-pci has " + CARD);
      }

      assertThat(debian.host().restore().hostFailures()).isEmpty();
      assertThat(debian.changed(found, "etc", "usr/lib/dracut")).isEmpty();
      assertThat(debian.said("sh", "-c", "lsinitrd /boot/initrd.img-*"))
          .doesNotContain("early-bind");
    } finally {
      Files.move(aside, others);
    }
  }

  private static InstalledDebian machine() throws IOException {
    var debian = InstalledDebian.named();
    if (Files.notExists(debian.root().resolve("sys/bus/pci/devices/" + CARD))) {
      var tree = new SysfsTree(debian.root());
      tree.file("dev/vfio/vfio", "");
      new KernelStandIn(debian.root()).drivers().load("vmxnet3").load("vfio-pci");
      for (var address : List.of(CARD, TWIN)) {
        tree.function(address)
            .ids("15ad", "07b0")
            .pciClass("020000")
            .file("reset_method", "flr")
            .driver("vmxnet3")
            .group(address.charAt(9) - '0');
      }
    }
    return debian;
  }
}
