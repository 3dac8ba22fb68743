package dev.passthrough.host.testing;

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
  DEBIAN("debian12-grub", "debian", "update-grub", "boot/grub/grub.cfg"),
  FEDORA("fedora39-bls", "fedora", "grubby", ""),
  CENTOS("centos8-bls-kernelopts", "centos", "grubby", ""),
  ROCKY("rocky9-grub", "rocky\"\nID_LIKE=\"rhel centos fedora", "grubby", ""),
  ARCH("arch-systemd-boot-two-entries", "arch", "", ""),
  PROXMOX("proxmox-zfs-cmdline", "debian", "proxmox-boot-tool", ""),
  SUSE("opensuse-tumbleweed-grub", "opensuse-tumbleweed", "grub2-mkconfig", "boot/grub2/grub.cfg"),
  /** Its menu is there, and what it is made from is not. */
  RHEL7("rhel72-grub2-cfg", "rhel", "grub2-mkconfig grubby", "");

  private static final String CPU = "processor : 0\nvendor_id : GenuineIntel\nflags : lm vmx\n";

  private final String fixture;
  private final String id;
  private final String programs;
  private final String menu;

  BootHost(String fixture, String id, String programs, String menu) {
    this.fixture = fixture;
    this.id = id;
    this.programs = programs;
    this.menu = menu;
  }

  public String fixture() {
    return fixture;
  }

  /** Makes it in the folder {@code root}, which stands for its {@code /}. */
  public DistributionStandIn make(Path root) throws IOException {
    copy(Fixtures.folder("boot").resolve(fixture), root);
    write(root, "etc/os-release", "ID=\"" + id + "\"\n");
    for (var program : programs.split(" ", -1)) {
      write(root, "usr/sbin/" + (program.isEmpty() ? "true" : program), "");
    }
    write(root, "usr/sbin/modprobe", "");
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
