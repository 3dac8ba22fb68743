package dev.passthrough.host.inventory;

import dev.passthrough.host.HostFolder;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A device's folder in sysfs, listed once, so that what is not there costs no system call. */
final class Attributes {

  private final HostFolder folder;
  private final List<String> names;
  private final Set<String> present;

  /** Attributes that the kernel shows only under the device's lock, or may. */
  private static final Set<String> LOCKED =
      Set.of("driver_override", "sriov_numvfs", "sriov_drivers_autoprobe");

  /** What configuration space tells. */
  private static final Set<String> SPACE = Set.of("config", "vpd");

  Attributes(HostFolder folder) {
    this(folder, folder.names());
  }

  private Attributes(HostFolder folder, List<String> names) {
    this.folder = folder;
    this.names = names;
    this.present = new HashSet<>(names);
  }

  /**
   * Without what would wait for a device whose lock somebody keeps: {@code driver_override_show} in
   * drivers/pci/pci-sysfs.c and {@code sriov_numvfs_show} in drivers/pci/iov.c take it.
   */
  static Attributes unlocked(HostFolder folder) {
    return new Attributes(
        folder, folder.names().stream().filter(it -> !LOCKED.contains(it)).toList());
  }

  /**
   * Without configuration space either, which {@code pci_dev_lock} keeps from all others, such as
   * for a reset ({@code pci_wait_cfg} in drivers/pci/access.c).
   */
  static Attributes mute(HostFolder folder) {
    var all = unlocked(folder);
    return new Attributes(folder, all.names.stream().filter(it -> !SPACE.contains(it)).toList());
  }

  HostFolder folder() {
    return folder;
  }

  List<String> names() {
    return names;
  }

  boolean has(String name) {
    return present.contains(name);
  }

  Optional<String> text(String name) {
    return has(name) ? folder.attribute(name) : Optional.empty();
  }

  OptionalInt number(String name) {
    return text(name).map(Numbers::decimal).orElse(OptionalInt.empty());
  }

  Optional<String> linkName(String name) {
    return has(name) ? folder.linkName(name) : Optional.empty();
  }

  List<String> list(String name) {
    return has(name) ? folder.folder(name).names() : List.of();
  }
}
