package dev.passthrough.host.use;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.pci.PciAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells which functions stand behind a device node. Names are the kernel's and the same in every
 * container.
 */
final class DeviceNodes {

  private static final Pattern GROUP = Pattern.compile("/dev/vfio/(\\d{1,9})");
  private static final Pattern NVIDIA = Pattern.compile("/dev/nvidia(\\d{1,4})");
  private static final Pattern MINOR = Pattern.compile("Device Minor:\\s*(\\d+)");

  /**
   * Classes whose devices are opened by the name of their node, and keep a driver from letting go.
   */
  private static final List<String> CLASSES =
      List.of(
          "vfio-dev",
          "drm",
          "accel",
          "nvme",
          "nvme-generic",
          "sound",
          "infiniband_verbs",
          "infiniband_mad",
          "uio",
          "graphics");

  private final HostRoot root;
  private final Map<String, Block> blocks;
  private final Map<String, Set<PciAddress>> known = new HashMap<>();

  DeviceNodes(HostRoot root, Map<String, Block> blocks) {
    this.root = root;
    this.blocks = blocks;
  }

  /** The functions behind {@code path}; none for what is no device of a function. */
  Set<PciAddress> functions(String path) {
    return path.startsWith("/dev/") ? known.computeIfAbsent(path, this::find) : Set.of();
  }

  private Set<PciAddress> find(String path) {
    var group = GROUP.matcher(path);
    if (group.matches()) {
      return ofGroup(group.group(1));
    }
    var nvidia = NVIDIA.matcher(path);
    if (nvidia.matches()) {
      return ofNvidia(nvidia.group(1));
    }
    var name = path.substring(path.lastIndexOf('/') + 1);
    if (name.isEmpty()) {
      return Set.of();
    }
    var functions = new LinkedHashSet<PciAddress>();
    for (var type : CLASSES) {
      root.resolve("sys/class/" + type + "/" + name)
          .map(Functions::nearest)
          .ifPresent(functions::addAll);
    }
    for (var part : DiskUse.down(blocks, DeviceNames.block(root, path))) {
      var block = blocks.get(part);
      if (block != null) {
        functions.addAll(block.controllers());
      }
    }
    return functions;
  }

  /** A group's members; for a mediated device the function it is part of. */
  private Set<PciAddress> ofGroup(String number) {
    var functions = new LinkedHashSet<PciAddress>();
    var members = root.folder("sys/kernel/iommu_groups/" + number + "/devices");
    for (var name : members.names()) {
      members.folder(name).path().map(Functions::nearest).ifPresent(functions::addAll);
    }
    return functions;
  }

  private Set<PciAddress> ofNvidia(String minor) {
    var functions = new LinkedHashSet<PciAddress>();
    var gpus = root.folder("proc/driver/nvidia/gpus");
    for (var name : gpus.names()) {
      var m = MINOR.matcher(gpus.text(name + "/information").orElse(""));
      if (m.find() && m.group(1).equals(minor)) {
        PciAddress.parse(name).ifPresent(functions::add);
      }
    }
    return functions;
  }
}
