package dev.passthrough.host;

/** What a process has open, whatever the path by which it opened it. */
public sealed interface Opened {

  /**
   * A device node.
   *
   * @param block whether it is one of a block device, or else of a character device
   */
  record Device(boolean block, int major, int minor) implements Opened {

    /** As {@code /sys/dev} and the files {@code dev} in {@code /sys} have it: {@code 8:1}. */
    public String number() {
      return major + ":" + minor;
    }
  }

  /** Anything else. */
  record Other() implements Opened {}

  /** Nothing but the path is known. */
  record Unknown() implements Opened {}

  /**
   * What stat(2) says: the type by inode(7), the number as glibc's {@code makedev} packs it
   * (bits/sysmacros.h).
   */
  static Opened of(int mode, long device) {
    int type = mode & 0xf000;
    if (type != 0x6000 && type != 0x2000) {
      return new Other();
    }
    long major = ((device >>> 8) & 0xfff) | ((device >>> 32) & 0xfffff000L);
    long minor = (device & 0xff) | ((device >>> 12) & 0xffffff00L);
    return new Device(type == 0x6000, (int) major, (int) minor);
  }
}
