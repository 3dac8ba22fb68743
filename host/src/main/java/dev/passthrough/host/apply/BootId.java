package dev.passthrough.host.apply;

import dev.passthrough.host.HostRoot;

/** Which run of the kernel this is (random(4), {@code boot_id}). */
final class BootId {

  private static final String FILE = "proc/sys/kernel/random/boot_id";

  private BootId() {}

  /**
   * That of the host below {@code root}. A container has no {@code /proc} of the host there and
   * sees the same kernel in its own; a recorded tree without one has always the same.
   */
  static String of(HostRoot root) {
    return root.text(FILE).or(() -> HostRoot.live().text(FILE)).orElse("unknown");
  }
}
