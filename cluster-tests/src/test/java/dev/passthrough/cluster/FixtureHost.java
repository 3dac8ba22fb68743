package dev.passthrough.cluster;

import dev.passthrough.host.testing.SysfsFunction;
import dev.passthrough.host.testing.SysfsTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A folder that looks like a host with an igb card whose three virtual functions are there already
 * and bound to vfio-pci, and that GRUB boots. Nothing behind it acts like a kernel: the agent has
 * nothing to change.
 */
record FixtureHost(Path root) {

  static final String CARD = "0000:01:00.0";

  /** What the lab's kernel made of three virtual functions: address to IOMMU group. */
  static final List<String> FUNCTIONS = List.of("0000:01:10.0", "0000:01:10.2", "0000:01:10.4");

  static final String FIRST_BOOT = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed";

  private static final String BOOT_ID = "proc/sys/kernel/random/boot_id";
  private static final int FIRST_GROUP = 13;

  static FixtureHost in(Path folder) throws IOException {
    empty(folder);
    var tree = new SysfsTree(folder.toAbsolutePath());
    tree.folder("sys/bus/pci/drivers/igb");
    tree.file("proc/cmdline", "quiet intel_iommu=on");
    tree.file(BOOT_ID, FIRST_BOOT);
    tree.folder("var/lib/passthrough");
    bootFiles(tree);
    tree.function("0000:00:01.0").ids("1b36", "000c").pciClass("060400").group(1);
    var card =
        tree.functionBelow("0000:00:01.0", CARD)
            .ids("8086", "10c9")
            .file("sriov_offset", "128")
            .file("sriov_stride", "2")
            .file("sriov_vf_device", "10ca")
            .file("sriov_totalvfs", "7")
            .file("sriov_numvfs", "" + FUNCTIONS.size())
            .file("sriov_drivers_autoprobe", "0")
            .driver("igb")
            .group(9);
    IntStream.range(0, FUNCTIONS.size()).forEach(it -> virtualFunction(tree, card, it));
    // The node makes the nodes; links to them are followed when the folder is mounted into the
    // agent.
    Files.createDirectories(folder.resolve("dev"));
    Files.createSymbolicLink(folder.resolve("dev/vfio"), Path.of("/dev/vfio"));
    return new FixtureHost(folder);
  }

  /** Numbers of the virtual functions' IOMMU groups. */
  List<String> groups() {
    return IntStream.range(0, FUNCTIONS.size()).mapToObj(it -> "" + (FIRST_GROUP + it)).toList();
  }

  /** Another run of the kernel begins, to whoever reads the host after this. */
  void boots(String id) throws IOException {
    Files.writeString(root.resolve(BOOT_ID), id + "\n");
  }

  /** Debian's, with GRUB; what a privileged pod changes of it is not run. */
  private static void bootFiles(SysfsTree tree) {
    tree.file("etc/os-release", "ID=debian");
    tree.file("etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet intel_iommu=on\"");
    tree.file("boot/grub/grub.cfg", "linux /vmlinuz quiet intel_iommu=on");
    tree.file("usr/sbin/update-grub", "");
    tree.file("proc/cpuinfo", "vendor_id : GenuineIntel");
  }

  private static void virtualFunction(SysfsTree tree, SysfsFunction card, int index) {
    tree.functionBelow("0000:00:01.0", FUNCTIONS.get(index))
        .ids("8086", "10ca")
        .file("driver_override", "vfio-pci")
        .driver("vfio-pci")
        .group(FIRST_GROUP + index)
        .virtualFunctionOf(card, index);
  }

  private static void empty(Path folder) throws IOException {
    try (var content = Files.walk(folder)) {
      for (var path : content.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(folder)) {
          Files.delete(path);
        }
      }
    }
  }
}
