package dev.passthrough.host.boot;

/** What a file is changed for, in a few words. */
final class Purposes {

  private Purposes() {}

  /** What a file is brought back for. */
  static String ofReturn(String path) {
    return path.equals(EarlyScript.LIST)
        ? "as it was without this program; what the initramfs gave to VFIO at this boot stays there until the next"
        : "as it was without this program";
  }

  static String of(String path) {
    if (path.equals(VfioModules.FILE)) {
      return "the vfio modules are loaded at each boot";
    }
    if (path.equals(EarlyScript.LIST)) {
      return "the devices that the initramfs gives to VFIO, from the next boot on";
    }
    if (InitramfsFiles.all().contains(path)) {
      return "has the initramfs read /" + EarlyScript.LIST;
    }
    return path.equals(GrubLoader.DROP_IN)
        ? "adds arguments of the kernel to those of /etc/default/grub"
        : "arguments of the kernel";
  }
}
