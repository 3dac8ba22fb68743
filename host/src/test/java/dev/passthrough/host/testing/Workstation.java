package dev.passthrough.host.testing;

import java.nio.file.Path;

/**
 * A machine with cards to give away: a graphics card with its sound, an NVMe drive, two network
 * cards that share a group, and one that boots the machine.
 */
public final class Workstation {

  public static final String GRAPHICS = "0000:65:00.0";
  public static final String SOUND = "0000:65:00.1";
  public static final String DRIVE = "0000:66:00.0";
  public static final String DRIVE_SERIAL = "S4EVNF0M 123";
  public static final String SHARED_1 = "0000:67:00.0";
  public static final String SHARED_2 = "0000:68:00.0";
  public static final String BOOT_DISPLAY = "0000:69:00.0";

  private final SysfsTree tree;
  private final KernelStandIn kernel;

  public Workstation(Path root) {
    tree = new SysfsTree(root);
    tree.folder("dev/vfio");
    tree.file("dev/vfio/vfio", "");
    tree.folder("sys/dev/char");
    kernel = new KernelStandIn(root);
    kernel
        .drivers()
        .load("nouveau", "0x10de:0x1eb8")
        .load("snd_hda_intel", "0x10de:0x10f8")
        .load("nvme", "0x144d:0xa80a")
        .load("igb")
        .load("ast", "0x1a03:0x2000")
        .load("vfio-pci");
    card("0000:00:01.0", 11, GRAPHICS, 12, "10de", "1eb8", "030000", "nouveau")
        .file("numa_node", "1");
    below("0000:00:01.0", SOUND, 12, "10de", "10f8", "040300", "snd_hda_intel");
    card("0000:00:02.0", 13, DRIVE, 14, "144d", "a80a", "010802", "nvme")
        .file("nvme/nvme0/serial", DRIVE_SERIAL);
    card("0000:00:03.0", 15, SHARED_1, 16, "8086", "1521", "020000", "igb");
    card("0000:00:04.0", 16, SHARED_2, 16, "8086", "1521", "020000", "igb");
    card("0000:00:05.0", 17, BOOT_DISPLAY, 18, "1a03", "2000", "030000", "ast")
        .file("boot_vga", "1");
  }

  public SysfsTree tree() {
    return tree;
  }

  public KernelStandIn kernel() {
    return kernel;
  }

  private SysfsFunction card(
      String port,
      int portGroup,
      String address,
      int group,
      String vendor,
      String device,
      String code,
      String driver) {
    tree.function(port).ids("8086", "3420").pciClass("060400").group(portGroup);
    return below(port, address, group, vendor, device, code, driver);
  }

  private SysfsFunction below(
      String port,
      String address,
      int group,
      String vendor,
      String device,
      String code,
      String driver) {
    return tree.functionBelow(port, address)
        .ids(vendor, device)
        .pciClass(code)
        .file("reset_method", "flr bus")
        .driver(driver)
        .group(group);
  }
}
