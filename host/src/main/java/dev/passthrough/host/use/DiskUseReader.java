package dev.passthrough.host.use;

import dev.passthrough.host.HostRoot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gathers what block devices are used for: mounts of every mount namespace, swap, btrfs and ZFS
 * members.
 */
final class DiskUseReader {

  private final HostRoot root;
  private final Map<String, Block> blocks;
  private final Map<String, Set<String>> uses = new LinkedHashMap<>();

  private DiskUseReader(HostRoot root, Map<String, Block> blocks) {
    this.root = root;
    this.blocks = blocks;
  }

  static Map<String, List<String>> read(
      HostRoot root, Map<String, Block> blocks, List<Mount> mounts) {
    var reader = new DiskUseReader(root, blocks);
    reader.mounts(mounts);
    reader.swaps();
    reader.zfs(mounts);
    var all = new LinkedHashMap<String, List<String>>();
    reader.uses.forEach((name, why) -> all.put(name, List.copyOf(why)));
    return all;
  }

  private void mounts(List<Mount> mounts) {
    var shortestFirst = new ArrayList<>(mounts);
    shortestFirst.sort(Comparator.comparingInt((Mount m) -> m.point().length()));
    for (var mount : shortestFirst) {
      var why = "mounted at " + mount.point();
      var byNumber =
          blocks.values().stream()
              .filter(b -> !b.number().isEmpty() && b.number().equals(mount.device()))
              .findFirst();
      byNumber.ifPresent(b -> use(b.name(), why));
      if (byNumber.isEmpty() && !mount.type().equals("zfs")) {
        bySource(mount, why);
      }
      if (mount.type().equals("btrfs")) {
        btrfs(mount, why);
      }
    }
  }

  /** bcachefs writes all its devices, with colons between. */
  private void bySource(Mount mount, String why) {
    for (var source : mount.source().split(":", -1)) {
      if (source.startsWith("/dev/")) {
        named(source).ifPresent(name -> use(name, why));
      }
    }
  }

  /** A btrfs of several devices names one of them as its source; sysfs knows all. */
  private void btrfs(Mount mount, String why) {
    var source = named(mount.source());
    var systems = root.folder("sys/fs/btrfs");
    for (var id : systems.names()) {
      var devices = systems.folder(id).folder("devices").names();
      if (source.filter(devices::contains).isPresent()) {
        devices.forEach(name -> use(name, why + " (btrfs)"));
      }
    }
  }

  /** {@code /proc/swaps}: a heading, then the file or device, its type, size, use and priority. */
  private void swaps() {
    for (var line : root.lines("proc/swaps").orElse(List.of())) {
      var path = Mount.unescaped(line.split("\\s+", 2)[0]);
      if (path.startsWith("/dev/")) {
        named(path).ifPresent(name -> use(name, "swap"));
      }
    }
  }

  private void zfs(List<Mount> mounts) {
    var zfs = ZfsPools.read(root, mounts, blocks.values());
    var pools = String.join(", ", zfs.pools());
    var members = zfs.members().stream().filter(blocks::containsKey).toList();
    members.forEach(name -> use(name, "in ZFS pool " + pools));
    if (!zfs.pools().isEmpty() && members.isEmpty()) {
      // Which disks are in it cannot be told, so every disk that nothing else claims may be.
      blocks.values().stream()
          .filter(b -> !b.controllers().isEmpty())
          .forEach(b -> use(b.name(), "perhaps in ZFS pool " + pools));
    }
  }

  private Optional<String> named(String path) {
    var name = DeviceNames.block(root, path);
    return blocks.containsKey(name)
        ? Optional.of(name)
        : blocks.values().stream()
            .filter(b -> b.mapperName().filter(name::equals).isPresent())
            .map(Block::name)
            .findFirst();
  }

  private void use(String name, String why) {
    uses.computeIfAbsent(name, none -> new LinkedHashSet<>()).add(why);
  }
}
