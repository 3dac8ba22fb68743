package dev.passthrough.kubelet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * Reads, at the moment of the call, the few facts that an allocation stands on. Paths are below
 * {@code root}; the node names in the answers are the host's own.
 */
final class LiveReader {

  private final Path pciDevices;
  private final Path mediatedDevices;
  private final Path vfio;
  private final Path iommufd;

  LiveReader(Path root) {
    pciDevices = root.resolve("sys/bus/pci/devices");
    mediatedDevices = root.resolve("sys/bus/mdev/devices");
    vfio = root.resolve("dev/vfio");
    iommufd = root.resolve("dev/iommu");
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
    return new LiveHost(Files.exists(vfio.resolve("vfio")), Files.exists(iommufd), functions);
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
        deviceNodes(device.resolve("vfio-dev")));
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
