package dev.passthrough.host.use;

import dev.passthrough.host.pci.PciAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A disk, a partition or something built of them.
 *
 * @param name in {@code /sys/class/block}: {@code sda3}, {@code dm-0}, {@code md127}
 * @param number {@code major:minor}
 * @param mapperName what device-mapper calls it: {@code pve-root}
 * @param kind how a person calls it, such as {@code LVM volume pve-root}
 * @param below the block devices that it is built of, or the disk of a partition
 * @param above what is built on it ({@code holders}, loop devices); not its partitions
 * @param controllers functions it hangs on directly
 */
record Block(
    String name,
    String number,
    Optional<String> mapperName,
    String kind,
    Set<String> below,
    Set<String> above,
    Set<PciAddress> controllers) {

  Block {
    below = Set.copyOf(below);
    above = Set.copyOf(above);
    controllers = Set.copyOf(controllers);
  }

  /** The same, built of {@code part} as well. */
  Block over(String part) {
    return new Block(name, number, mapperName, kind, with(below, part), above, controllers);
  }

  /** The same, with {@code whole} built on it as well. */
  Block under(String whole) {
    return new Block(name, number, mapperName, kind, below, with(above, whole), controllers);
  }

  private static Set<String> with(Set<String> names, String name) {
    var all = new HashSet<>(names);
    all.add(name);
    return all;
  }
}
