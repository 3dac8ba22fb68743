package dev.passthrough.host.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which driver takes which function, and what binding changes in a tree. What a loaded driver takes
 * is kept beside the tree, so that another process can go on with the same kernel.
 */
public final class DriversStandIn {

  static final String VFIO_PCI = "vfio-pci";

  private static final Map<String, Set<String>> USUAL =
      Map.of(
          "igb", Set.of("0x8086:0x10c9", "0x8086:0x1521"),
          "igbvf", Set.of("0x8086:0x10ca", "0x8086:0x1520"),
          "nvme", Set.of("0x1b36:0x0010"));

  private final Path root;

  DriversStandIn(Path root) {
    this.root = root;
  }

  /** Loads {@code driver}, which takes functions with these ids ({@code 0x8086:0x10ca}). */
  public DriversStandIn load(String driver, String... itsIds) {
    try {
      if (itsIds.length > 0) {
        Files.write(Files.createDirectories(ids()).resolve(driver), List.of(itsIds));
      }
      var folder = Files.createDirectories(root.resolve("sys/bus/pci/drivers").resolve(driver));
      for (var file : new String[] {"bind", "unbind"}) {
        Files.writeString(folder.resolve(file), "");
      }
      var probe = root.resolve("sys/bus/pci/drivers_probe");
      if (!Files.exists(probe)) {
        Files.writeString(probe, "");
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** drivers_probe_store: an unknown device is an error, a device that no driver takes is not. */
  void probe(String address) throws IOException {
    var device = device(address).orElseThrow(() -> new IOException("No such device"));
    attach(device);
  }

  /** What the kernel does with a function that appears. */
  void attach(Path device) throws IOException {
    if (bound(device).isPresent()) {
      return;
    }
    for (var driver : Tree.list(root.resolve("sys/bus/pci/drivers"))) {
      if (matches(driver, device)) {
        give(driver, device);
        return;
      }
    }
  }

  /** bind_store. */
  void bind(Path driver, String address) throws IOException {
    var device = device(address).orElseThrow(() -> new IOException("No such device"));
    if (!matches(driver, device)) {
      throw new IOException("No such device");
    }
    if (bound(device).isPresent()) {
      throw new IOException("Device or resource busy");
    }
    give(driver, device);
  }

  /** unbind_store. */
  void unbind(Path driver, String address) throws IOException {
    var device = device(address).orElseThrow(() -> new IOException("No such device"));
    if (!bound(device).equals(Optional.of(driver))) {
      throw new IOException("No such device");
    }
    detach(device);
  }

  void detach(Path device) throws IOException {
    var driver = bound(device);
    if (driver.isPresent()) {
      Files.delete(driver.orElseThrow().resolve(name(device)));
      Files.delete(device.resolve("driver"));
      withoutDriver(device);
      Tree.remove(device.resolve("vfio-dev"));
      var group = device.resolve("iommu_group");
      if (Files.exists(group) && !anyWithVfio(group.toRealPath())) {
        Files.deleteIfExists(node(group.toRealPath()));
      }
    }
  }

  Optional<Path> bound(Path device) throws IOException {
    var link = device.resolve("driver");
    return Files.exists(link) ? Optional.of(link.toRealPath()) : Optional.empty();
  }

  Optional<Path> device(String address) throws IOException {
    var link = root.resolve("sys/bus/pci/devices").resolve(address);
    return Files.exists(link) ? Optional.of(link.toRealPath()) : Optional.empty();
  }

  /** pci_match_device: an override lets only its driver match, and that one always. */
  private boolean matches(Path driver, Path device) throws IOException {
    var override = Tree.text(device.resolve("driver_override"));
    if (!override.isEmpty() && !override.equals("(null)")) {
      return override.equals(name(driver));
    }
    var id = Tree.text(device.resolve("vendor")) + ":" + Tree.text(device.resolve("device"));
    var own = ids().resolve(name(driver));
    return Files.exists(own)
        ? Files.readAllLines(own).contains(id)
        : USUAL.getOrDefault(name(driver), Set.of()).contains(id);
  }

  private Path ids() {
    return root.resolve("stand-in/ids");
  }

  private void give(Path driver, Path device) throws IOException {
    Tree.link(device.resolve("driver"), driver);
    Tree.link(driver.resolve(name(device)), device);
    withDriver(device, driver);
    var group = device.resolve("iommu_group");
    if (name(driver).equals(VFIO_PCI) && Files.exists(group)) {
      var node = node(group.toRealPath());
      Files.createDirectories(
          device.resolve("vfio-dev").resolve("vfio" + name(group.toRealPath())));
      if (Files.isDirectory(node.resolveSibling(""))) {
        Files.writeString(node, "");
      }
    }
  }

  private boolean anyWithVfio(Path group) throws IOException {
    for (var member : Tree.list(group.resolve("devices"))) {
      if (bound(member).filter(driver -> name(driver).equals(VFIO_PCI)).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** The character device of a group, there while a function of it is with vfio-pci. */
  private Path node(Path group) {
    return root.resolve("dev/vfio").resolve(name(group));
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  /**
   * A drive's controller is in the tree only while its driver is; so is the drive's serial number.
   */
  private void withoutDriver(Path device) throws IOException {
    if (Files.exists(device.resolve("nvme"))) {
      Files.createDirectories(beside(device).resolveSibling(""));
      Files.move(device.resolve("nvme"), beside(device));
    }
  }

  private void withDriver(Path device, Path driver) throws IOException {
    if (name(driver).equals("nvme") && Files.exists(beside(device))) {
      Files.move(beside(device), device.resolve("nvme"));
    }
  }

  private Path beside(Path device) {
    return root.resolve("stand-in").resolve(name(device));
  }
}
