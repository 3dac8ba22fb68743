package dev.passthrough.kubelet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads, at the moment of the call, the few facts that an allocation stands on. Paths are below
 * {@code root}; the node names in the answers are the host's own.
 */
final class LiveReader {

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");

  private final Path pciDevices;
  private final Path mediatedDevices;
  private final Path groups;
  private final Path vfio;
  private final Path iommufd;
  private final Path iommufdDriver;

  LiveReader(Path root) {
    pciDevices = root.resolve("sys/bus/pci/devices");
    mediatedDevices = root.resolve("sys/bus/mdev/devices");
    groups = root.resolve("sys/kernel/iommu_groups");
    vfio = root.resolve("dev/vfio");
    iommufd = root.resolve("dev/iommu");
    iommufdDriver = root.resolve("sys/class/misc/iommu");
  }

  /** The facts for {@code units}, whose addresses are of {@code kind}. */
  LiveHost read(AddressKind kind, List<DeviceUnit> units) throws IOException {
    var functions = new HashMap<String, LiveFunction>();
    var devices =
        switch (kind) {
          case PCI -> pciDevices;
          case MDEV -> mediatedDevices;
        };
    for (var unit : units) {
      functions.put(unit.address(), function(devices.resolve(unit.address())));
      for (var companion : unit.companions()) {
        functions.put(companion, function(pciDevices.resolve(companion)));
      }
    }
    return new LiveHost(Files.exists(vfio.resolve("vfio")), iommufd(), functions);
  }

  /**
   * An agent in a pod sees {@code /dev/vfio} and nothing else of {@code /dev}; the node is there as
   * long as iommufd has its misc device (kernel {@code drivers/iommu/iommufd/main.c}, devtmpfs).
   */
  private boolean iommufd() {
    return Files.exists(iommufd) || Files.exists(iommufdDriver);
  }

  /**
   * The devices whose state may have changed with {@code name}: of a group's number its members, of
   * a device those of its group and itself. Mediated devices are members by their UUID.
   */
  Set<String> concerned(String name) {
    var group = DIGITS.matcher(name).matches();
    var members =
        group
            ? groups.resolve(name).resolve("devices")
            : pciDevices.resolve(name).resolve("iommu_group/devices");
    var names = members.toFile().list();
    var concerned = new HashSet<String>(names == null ? Set.of() : Set.of(names));
    if (!group) {
      concerned.add(name);
    }
    return concerned;
  }

  private LiveFunction function(Path device) throws IOException {
    if (!Files.exists(device)) {
      return LiveFunction.ABSENT;
    }
    var group = linkName(device.resolve("iommu_group"));
    return new LiveFunction(
        true,
        linkName(device.resolve("driver")),
        group,
        group.isPresent() && Files.exists(vfio.resolve(group.get())),
        deviceNodes(device.resolve("vfio-dev")),
        neighbours(device));
  }

  /**
   * Bridges are left out: the kernel never counts them against a group (it calls their drivers
   * DMA-unaware).
   */
  private Map<String, String> neighbours(Path device) throws IOException {
    var names = device.resolve("iommu_group/devices").toFile().list();
    if (names == null || names.length < 2) {
      return Map.of();
    }
    var neighbours = new TreeMap<String, String>();
    for (var name : names) {
      if (!device.endsWith(name)) {
        var neighbour = pciDevices.resolve(name);
        var driver = linkName(neighbour.resolve("driver"));
        if (driver.isPresent() && !bridge(neighbour)) {
          neighbours.put(name, driver.get());
        }
      }
    }
    return neighbours;
  }

  private static boolean bridge(Path device) throws IOException {
    try {
      return Files.readString(device.resolve("class")).startsWith("0x0604");
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * The kernel lists an entry here even where it makes no node (no VFIO_DEVICE_CDEV): each node is
   * looked for.
   */
  private List<String> deviceNodes(Path folder) {
    var names = folder.toFile().list();
    if (names == null) {
      return List.of();
    }
    var nodes = new ArrayList<String>(names.length);
    for (var name : names) {
      if (Files.exists(vfio.resolve("devices").resolve(name))) {
        nodes.add(name);
      }
    }
    nodes.sort(null);
    return nodes;
  }

  private static Optional<String> linkName(Path link) throws IOException {
    try {
      return Optional.ofNullable(Files.readSymbolicLink(link).getFileName()).map(Path::toString);
    } catch (NoSuchFileException | NotLinkException e) {
      return Optional.empty();
    }
  }
}
