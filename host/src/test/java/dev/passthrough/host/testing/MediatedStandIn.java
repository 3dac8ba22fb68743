package dev.passthrough.host.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes and removes mediated devices (drivers/vfio/mdev/mdev_sysfs.c, mdev_core.c), and virtual
 * GPUs as NVIDIA's vendor VFIO driver does. What a parent could make at first is kept beside the
 * tree.
 */
final class MediatedStandIn {

  private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

  private final Path root;

  MediatedStandIn(Path root) {
    this.root = root;
  }

  /** create_store: one of a type takes all room from the other types, as on a card of one size. */
  void create(Path type, String uuid) throws IOException {
    var parent = type.resolveSibling("").resolveSibling("").normalize();
    if (!uuid.matches(UUID)) {
      throw new IOException("Invalid argument");
    }
    if (Files.exists(root.resolve("sys/bus/mdev/devices").resolve(uuid))) {
      throw new IOException("File exists");
    }
    boolean ports = hasPorts(parent);
    if (available(type) < 1) {
      throw new IOException(ports ? "No space left on device" : "Too many users");
    }
    if (ports) {
      take(type, ports(type));
    }
    for (var other : ports ? List.<Path>of() : Tree.list(type.resolveSibling("").normalize())) {
      remember(parent, other);
      var file = other.resolve("available_instances");
      Tree.write(file, other.equals(type) ? "" + (available(type) - 1) : "0");
    }
    var device = Files.createDirectory(parent.resolve(uuid));
    Tree.write(device.resolve("remove"), "");
    Tree.link(device.resolve("mdev_type"), type);
    Tree.link(root.resolve("sys/bus/mdev/devices").resolve(uuid), device);
    var group = freeGroup();
    Tree.link(group.resolve("devices").resolve(uuid), device);
    Tree.link(device.resolve("iommu_group"), group);
    Files.createDirectories(device.resolve("vfio-dev").resolve("vfio" + group.getFileName()));
    var node = node(group);
    if (Files.isDirectory(node.resolveSibling(""))) {
      Files.writeString(node, "");
    }
  }

  /** remove_store. */
  void remove(Path device, String value) throws IOException {
    if (!value.matches("[0-9]+")) {
      throw new IOException("Invalid argument");
    }
    if (Integer.parseInt(value) == 0) {
      return;
    }
    var uuid = String.valueOf(device.getFileName());
    var type = device.resolve("mdev_type").toRealPath();
    var parent = device.resolveSibling("").normalize();
    var group = device.resolve("iommu_group").toRealPath();
    Files.deleteIfExists(node(group));
    Tree.remove(group);
    Files.delete(root.resolve("sys/bus/mdev/devices").resolve(uuid));
    Tree.remove(device);
    if (hasPorts(parent)) {
      take(type, -ports(type));
      return;
    }
    boolean last = true;
    for (var path : Tree.list(parent)) {
      last &= !String.valueOf(path.getFileName()).matches(UUID);
    }
    Tree.write(type.resolve("available_instances"), "" + (available(type) + 1));
    for (var other : Tree.list(type.resolveSibling("").normalize())) {
      if (last) {
        Files.copy(
            kept(parent, other),
            other.resolve("available_instances"),
            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** As mtty (samples/vfio-mdev/mtty.c): devices of all types take of the same ports. */
  private static boolean hasPorts(Path parent) {
    return parent.endsWith("mtty");
  }

  /** How many a device of {@code type} has: mtty-1, mtty-2. */
  private static int ports(Path type) {
    return Integer.parseInt(String.valueOf(type.getFileName()).replaceFirst("mtty-", ""));
  }

  private static void take(Path type, int count) throws IOException {
    var types = type.resolveSibling("").normalize();
    int left = available(types.resolve("mtty-1")) - count;
    for (var other : Tree.list(types)) {
      Tree.write(other.resolve("available_instances"), "" + left / ports(other));
    }
  }

  /** A function that is a virtual GPU lists nothing that it could become. */
  void vgpu(Path file, String value) throws IOException {
    var list = file.resolveSibling("creatable_vgpu_types");
    var kept =
        root.resolve("stand-in/vgpu")
            .resolve(String.valueOf(file.getName(file.getNameCount() - 3)));
    var current = Tree.text(file);
    if (value.equals("0") && !current.equals("0")) {
      Files.copy(kept, list, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } else if (!value.equals("0")) {
      if (!current.equals("0")) {
        throw new IOException("Operation not permitted");
      }
      if (Tree.text(list).lines().noneMatch(it -> it.strip().startsWith(value + " "))) {
        throw new IOException("Invalid argument");
      }
      Files.createDirectories(kept.resolveSibling(""));
      Files.copy(list, kept, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(list, "ID    : vGPU Name\n");
    }
    Tree.write(file, value);
  }

  private static int available(Path type) throws IOException {
    return Integer.parseInt(Tree.text(type.resolve("available_instances")));
  }

  private void remember(Path parent, Path type) throws IOException {
    var kept = kept(parent, type);
    if (!Files.exists(kept)) {
      Files.createDirectories(kept.resolveSibling(""));
      Files.copy(type.resolve("available_instances"), kept);
    }
  }

  private Path kept(Path parent, Path type) {
    return root.resolve("stand-in/mdev")
        .resolve(String.valueOf(parent.getFileName()))
        .resolve(String.valueOf(type.getFileName()));
  }

  /** The character device of a group, there while its mediated device is. */
  private Path node(Path group) {
    return root.resolve("dev/vfio").resolve(String.valueOf(group.getFileName()));
  }

  private Path freeGroup() throws IOException {
    var groups = root.resolve("sys/kernel/iommu_groups");
    int number = 0;
    while (Files.exists(groups.resolve("" + number))) {
      number++;
    }
    return Files.createDirectories(groups.resolve("" + number));
  }
}
