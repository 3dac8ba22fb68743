package dev.passthrough.host.use;

import dev.passthrough.host.HostFolder;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.pci.PciAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code /sys/class/block} (Documentation/ABI/stable/sysfs-block). */
final class BlockReader {

  private final HostRoot root;

  private BlockReader(HostRoot root) {
    this.root = root;
  }

  static Map<String, Block> read(HostRoot root) {
    var reader = new BlockReader(root);
    var blocks = new LinkedHashMap<String, Block>();
    for (var folder : reader.folders()) {
      folder
          .path()
          .flatMap(p -> Optional.ofNullable(p.getFileName()))
          .map(Path::toString)
          .ifPresent(name -> blocks.putIfAbsent(name, reader.block(name, folder)));
    }
    return blocks;
  }

  /**
   * {@code class/block} has partitions too; a tree that holds only {@code block} has them below
   * their disks.
   */
  private List<HostFolder> folders() {
    var all = new ArrayList<HostFolder>();
    var byClass = root.folder("sys/class/block");
    byClass.names().forEach(name -> all.add(byClass.folder(name)));
    var disks = root.folder("sys/block");
    for (var name : disks.names()) {
      var disk = disks.folder(name);
      all.add(disk);
      disk.names().stream()
          .filter(part -> part.startsWith(name) && disk.folder(part).has("partition"))
          .forEach(part -> all.add(disk.folder(part)));
    }
    return all;
  }

  private Block block(String name, HostFolder folder) {
    var below = new TreeSet<>(folder.folder("slaves").names());
    var real = folder.path();
    if (folder.has("partition")) {
      real.flatMap(p -> Optional.ofNullable(p.getParent()))
          .flatMap(p -> Optional.ofNullable(p.getFileName()))
          .ifPresent(disk -> below.add(disk.toString()));
    }
    var mapper = folder.text("dm/name").filter(n -> !n.isEmpty());
    return new Block(
        name,
        folder.text("dev").orElse(""),
        mapper,
        kind(name, folder, mapper),
        below,
        new TreeSet<>(folder.folder("holders").names()),
        controllers(real));
  }

  private Set<PciAddress> controllers(Optional<Path> real) {
    var direct = real.map(Functions::above).orElse(Set.of());
    return direct.isEmpty() ? real.map(this::ofSubsystem).orElse(Set.of()) : direct;
  }

  /**
   * With NVMe multipath a namespace hangs on a virtual subsystem, {@code
   * devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1}, beside links to the controllers.
   */
  private Set<PciAddress> ofSubsystem(Path real) {
    var controllers = new LinkedHashSet<PciAddress>();
    for (var here = real.getParent(); here != null; here = here.getParent()) {
      var name = here.getFileName();
      if (name != null && name.toString().startsWith("nvme-subsys")) {
        var folder = root.folder(root.path().relativize(here).toString());
        for (var link : folder.names()) {
          if (link.startsWith("nvme")) {
            folder.folder(link).path().map(Functions::above).ifPresent(controllers::addAll);
          }
        }
        break;
      }
    }
    return controllers;
  }

  private static String kind(String name, HostFolder folder, Optional<String> mapper) {
    var uuid = folder.text("dm/uuid").orElse("");
    if (mapper.isPresent()) {
      var what =
          uuid.startsWith("LVM-")
              ? "LVM volume "
              : uuid.startsWith("mpath-")
                  ? "multipath device "
                  : uuid.startsWith("CRYPT-") ? "encrypted device " : "device-mapper device ";
      return what + mapper.get();
    }
    if (folder.has("md")) {
      return "RAID " + name;
    }
    if (folder.has("bcache") && name.startsWith("bcache")) {
      return "cache device " + name;
    }
    if (folder.has("loop")) {
      return "loop device " + name;
    }
    return folder.has("partition") ? "partition " + name : "disk " + name;
  }
}
