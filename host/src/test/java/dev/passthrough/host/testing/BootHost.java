package dev.passthrough.host.testing;

import static dev.passthrough.host.machine.InitramfsTool.DRACUT;
import static dev.passthrough.host.machine.InitramfsTool.INITRAMFS_TOOLS;
import static dev.passthrough.host.machine.InitramfsTool.MKINITCPIO;

import dev.passthrough.host.machine.InitramfsTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A host whose kernel was started from one of the recorded boot configurations, with an Intel
 * processor and the IOMMU off. What its distribution has beside the recorded files is added.
 */
public enum BootHost {
  DEBIAN("debian12-grub", "debian", "update-grub", "boot/grub/grub.cfg", INITRAMFS_TOOLS),
  FEDORA("fedora39-bls", "fedora", "grubby", "", DRACUT),
  CENTOS("centos8-bls-kernelopts", "centos", "grubby", "", DRACUT),
  ROCKY("rocky9-grub", "rocky\"\nID_LIKE=\"rhel centos fedora", "grubby", "", DRACUT),
  ARCH("arch-systemd-boot-two-entries", "arch", "", "", MKINITCPIO),
  PROXMOX("proxmox-zfs-cmdline", "debian", "proxmox-boot-tool", "", INITRAMFS_TOOLS),
  SUSE(
      "opensuse-tumbleweed-grub",
      "opensuse-tumbleweed",
      "grub2-mkconfig",
      "boot/grub2/grub.cfg",
      DRACUT),
  /** Its menu is there, and what it is made from is not. */
  RHEL7("rhel72-grub2-cfg", "rhel", "grub2-mkconfig grubby", "", DRACUT);

  private static final String CPU = "processor : 0\nvendor_id : GenuineIntel\nflags : lm vmx\n";

  private final String fixture;
  private final String id;
  private final String programs;
  private final String menu;
  private final InitramfsTool initramfs;

  BootHost(String fixture, String id, String programs, String menu, InitramfsTool initramfs) {
    this.fixture = fixture;
    this.id = id;
    this.programs = programs;
    this.menu = menu;
    this.initramfs = initramfs;
  }

  public String fixture() {
    return fixture;
  }

  /** What builds its initramfs. */
  public InitramfsTool initramfs() {
    return initramfs;
  }

  /** Makes it in the folder {@code root}, which stands for its {@code /}. */
  public DistributionStandIn make(Path root) throws IOException {
    copy(Fixtures.folder("boot").resolve(fixture), root);
    write(root, "etc/os-release", "ID=\"" + id + "\"\n");
    for (var program : programs.split(" ", -1)) {
      write(root, "usr/sbin/" + (program.isEmpty() ? "true" : program), "");
    }
    write(root, "usr/sbin/modprobe", "");
    switch (initramfs) {
      case INITRAMFS_TOOLS -> {
        write(root, "usr/sbin/mkinitramfs", "");
        write(root, "usr/sbin/update-initramfs", "");
        write(root, "etc/initramfs-tools/initramfs.conf", "MODULES=most\n");
      }
      case DRACUT -> {
        write(root, "usr/bin/dracut", "");
        Files.createDirectories(root.resolve("usr/lib/dracut/modules.d"));
      }
      case MKINITCPIO -> {
        write(root, "usr/bin/mkinitcpio", "_d_config_dropins=/etc/mkinitcpio.conf.d\n");
        write(root, "etc/mkinitcpio.d/linux.preset", "PRESETS=('default')\n");
      }
    }
    write(root, "proc/cpuinfo", CPU);
    write(root, "proc/cmdline", "BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet\n");
    write(root, "proc/sys/kernel/random/boot_id", "11111111-0000-0000-0000-000000000000\n");
    write(root, "proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
    Files.createDirectories(root.resolve("sys/class/net"));
    Files.createDirectories(root.resolve("sys/bus/pci/devices"));
    Files.createDirectories(root.resolve("sys/module/kernel"));
    var distribution = new DistributionStandIn(root);
    if (!menu.isEmpty()) {
      write(root, menu, "");
      distribution.run(List.of(programs));
    }
    return distribution;
  }

  private static void write(Path root, String path, String text) throws IOException {
    var file = root.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      for (var path : (Iterable<Path>) all::iterator) {
        var target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
          target.toFile().setWritable(true);
        }
      }
    }
  }
}
