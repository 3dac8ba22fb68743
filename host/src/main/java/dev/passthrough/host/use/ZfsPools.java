package dev.passthrough.host.use;

import dev.passthrough.host.HostRoot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Imported ZFS pools and the block devices in them. ZFS leaves no trace in {@code holders}; its own
 * cache file, and udev's reading of the labels, name the members.
 *
 * @param pools by name
 * @param members names in {@code /dev}, links followed
 */
record ZfsPools(Set<String> pools, Set<String> members) {

  private static final int MOST_CACHE = 4 << 20;
  private static final Pattern DEVICE = Pattern.compile("/dev/[\\x21-\\x7e]+");

  static ZfsPools read(HostRoot root, List<Mount> mounts, Iterable<Block> blocks) {
    var pools = new TreeSet<String>();
    for (var mount : mounts) {
      if (mount.type().equals("zfs")) {
        pools.add(mount.source().split("[/@]", 2)[0]);
      }
    }
    var statistics = root.folder("proc/spl/kstat/zfs");
    for (var name : statistics.names()) {
      // Files beside the pools' folders are of ZFS itself.
      if (!statistics.folder(name).names().isEmpty()) {
        pools.add(name);
      }
    }
    var members = new TreeSet<String>();
    if (!pools.isEmpty()) {
      members.addAll(cached(root));
      members.addAll(labelled(root, blocks));
    }
    return new ZfsPools(pools, members);
  }

  /** The cache is a packed list of names and values (XDR); device paths are plain text in it. */
  private static Set<String> cached(HostRoot root) {
    var members = new TreeSet<String>();
    var bytes = root.folder("etc/zfs").bytes("zpool.cache", MOST_CACHE);
    if (bytes.isPresent()) {
      var m = DEVICE.matcher(new String(bytes.get(), StandardCharsets.ISO_8859_1));
      while (m.find()) {
        members.add(DeviceNames.block(root, m.group()));
      }
    }
    return members;
  }

  private static Set<String> labelled(HostRoot root, Iterable<Block> blocks) {
    var members = new TreeSet<String>();
    for (var block : blocks) {
      var udev = root.lines("run/udev/data/b" + block.number()).orElse(List.of());
      if (udev.contains("E:ID_FS_TYPE=zfs_member")) {
        members.add(block.name());
      }
    }
    return members;
  }
}
