package dev.passthrough.host.use;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.Opened;
import dev.passthrough.host.pci.PciAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells which functions stand behind a device node: by its number, or, where only its path is
 * known, by the name that the kernel gives it. A pod's raw volume has whatever path the pod says.
 */
final class DeviceNodes {

  private static final Pattern GROUP = Pattern.compile("/dev/vfio/(\\d{1,9})");
  private static final Pattern NVIDIA = Pattern.compile("/dev/nvidia(\\d{1,4})");
  private static final Pattern MINOR = Pattern.compile("Device Minor:\\s*(\\d+)");

  /** Classes whose devices are opened by their node, and keep a driver from letting go. */
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
          "scsi_generic",
          "scsi_tape",
          "scsi_changer",
          "graphics");

  private final HostRoot root;
  private final Map<String, Block> blocks;
  private final Map<Node, Set<PciAddress>> known = new HashMap<>();

  private record Node(String path, Opened opened) {}

  DeviceNodes(HostRoot root, Map<String, Block> blocks) {
    this.root = root;
    this.blocks = blocks;
  }

  /** The functions behind what was opened at {@code path}; none for what is no device of one. */
  Set<PciAddress> functions(String path, Opened opened) {
    return switch (opened) {
      case Opened.Other() -> Set.of();
      case Opened.Device device ->
          known.computeIfAbsent(new Node(path, opened), it -> numbered(path, device));
      case Opened.Unknown() ->
          path.startsWith("/dev/")
              ? known.computeIfAbsent(new Node(path, opened), it -> named(path))
              : Set.of();
    };
  }

  private Set<PciAddress> numbered(String path, Opened.Device device) {
    if (device.block()) {
      return blocks.values().stream()
          .filter(it -> it.number().equals(device.number()))
          .findFirst()
          .map(it -> below(it.name()))
          .orElse(Set.of());
    }
    var node = root.folder("sys/dev/char/" + device.number());
    if (node.path().isEmpty()) {
      // NVIDIA's driver makes its nodes without telling /sys of them.
      return named(path);
    }
    var type = node.linkName("subsystem").orElse("");
    var real = node.path().orElseThrow();
    if (type.equals("vfio")) {
      return ofGroup(String.valueOf(real.getFileName()));
    }
    return CLASSES.contains(type) ? Functions.nearest(real) : Set.of();
  }

  private Set<PciAddress> named(String path) {
    var group = GROUP.matcher(path);
    if (group.matches()) {
      return ofGroup(group.group(1));
    }
    var nvidia = NVIDIA.matcher(path);
    if (nvidia.matches()) {
      return ofNvidia(nvidia.group(1));
    }
    var name = DeviceNames.last(path);
    if (name.isEmpty()) {
      return Set.of();
    }
    var functions = new LinkedHashSet<PciAddress>();
    for (var type : CLASSES) {
      root.resolve("sys/class/" + type + "/" + name)
          .map(Functions::nearest)
          .ifPresent(functions::addAll);
    }
    functions.addAll(below(DeviceNames.block(root, path)));
    return functions;
  }

  private Set<PciAddress> below(String block) {
    var functions = new LinkedHashSet<PciAddress>();
    DiskUse.down(blocks, block).stream()
        .map(blocks::get)
        .filter(Objects::nonNull)
        .forEach(it -> functions.addAll(it.controllers()));
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
