package dev.passthrough.kubelet.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The few files of a host that an allocation reads, made by hand below a folder. */
public final class HostTree {

  private final Path root;

  /** A host without any function, with vfio loaded. */
  public HostTree(Path root) {
    this.root = root;
    node("vfio/vfio");
    directory("sys/bus/pci/devices");
    directory("sys/bus/mdev/devices");
  }

  /** Where the tree begins. */
  public Path root() {
    return root;
  }

  /** A function bound to {@code driver} in the group {@code group}, with the group's node. */
  public HostTree function(String address, String driver, int group) {
    var device = directory("sys/bus/pci/devices/" + address);
    link(device.resolve("driver"), "../../drivers/" + driver);
    link(device.resolve("iommu_group"), "../../../../kernel/iommu_groups/" + group);
    directory("sys/kernel/iommu_groups/" + group + "/devices/" + address);
    return node("vfio/" + group);
  }

  /** The function's class, {@code 0x060400} for a bridge. */
  public HostTree classified(String address, String code) {
    try {
      Files.writeString(root.resolve("sys/bus/pci/devices/" + address + "/class"), code + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** A mediated device in the group {@code group}, with the group's node. */
  public HostTree mediatedDevice(String uuid, int group) {
    var device = directory("sys/bus/mdev/devices/" + uuid);
    link(device.resolve("iommu_group"), "../../../../kernel/iommu_groups/" + group);
    return node("vfio/" + group);
  }

  /** An entry in the function's {@code vfio-dev}; its node is another matter. */
  public HostTree vfioDevice(String address, String name) {
    directory("sys/bus/pci/devices/" + address + "/vfio-dev/" + name);
    return this;
  }

  /** What a driver shows of itself at {@code /sys/<path>}. */
  public HostTree driver(String path) {
    directory("sys/" + path);
    return this;
  }

  /** A file at {@code /dev/<name>}. */
  public HostTree node(String name) {
    var file = root.resolve("dev").resolve(name);
    try {
      Files.createDirectories(file.getParent());
      if (!Files.exists(file)) {
        Files.createFile(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** {@code path}, below the root, is no longer there; nothing may be below it. */
  public HostTree without(String path) {
    try {
      Files.delete(root.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** The function is bound to {@code driver} now. */
  public HostTree rebind(String address, String driver) {
    without("sys/bus/pci/devices/" + address + "/driver");
    link(root.resolve("sys/bus/pci/devices/" + address + "/driver"), "../../drivers/" + driver);
    return this;
  }

  private Path directory(String path) {
    try {
      return Files.createDirectories(root.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void link(Path link, String target) {
    try {
      Files.createSymbolicLink(link, Path.of(target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
