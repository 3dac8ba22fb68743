package dev.passthrough.host.boot;

/** What a file is changed for, in a few words. */
final class Purposes {

  private Purposes() {}

  static String of(String path) {
    if (path.equals(VfioModules.FILE)) {
      return "the vfio modules are loaded at each boot";
    }
    return path.equals(GrubLoader.DROP_IN)
        ? "adds arguments of the kernel to those of /etc/default/grub"
        : "arguments of the kernel";
  }
}
