package dev.passthrough.host.use;

import dev.passthrough.host.HostFolder;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads interfaces ({@code /sys/class/net}) and routes of the host's network namespace. */
final class NetworkReader {

  private static final String LOWER = "lower_";

  /** The driver below which virtio devices are (drivers/virtio/virtio_pci_common.c). */
  private static final String VIRTIO = "virtio-pci";

  /** In the name of one among a host's many auxiliary devices: {@code mlx5_core.sf.4}. */
  private static final String SUBFUNCTION = ".sf.";

  private NetworkReader() {}

  static Map<String, NetworkInterface> interfaces(HostRoot root) {
    var all = new LinkedHashMap<String, NetworkInterface>();
    var folder = root.folder("sys/class/net");
    for (var name : folder.names()) {
      var it = folder.folder(name);
      var below = new TreeSet<String>();
      it.names().stream()
          .filter(link -> link.startsWith(LOWER))
          .forEach(link -> below.add(link.substring(LOWER.length())));
      var kind = it.has("bonding") ? "bond" : it.has("bridge") ? "bridge" : "interface";
      all.put(
          name,
          new NetworkInterface(
              name,
              it.linkName("master"),
              kind,
              below,
              it.path().map(Functions::above).orElse(Set.of())));
    }
    return all;
  }

  /**
   * Functions whose interface is in another network namespace than the host's: {@code net} is there
   * as long as an interface is, and lists those of the namespace that {@code /sys} was mounted in
   * (get_device_parent in drivers/base/core.c, kernfs_fop_readdir).
   */
  static Set<PciAddress> moved(HostRoot root) {
    var moved = new TreeSet<PciAddress>();
    var devices = root.folder("sys/bus/pci/devices");
    for (var name : devices.names()) {
      var device = devices.folder(name);
      if (device.linkName("driver").filter(it -> lacks(it, device)).isPresent()) {
        PciAddress.parse(name).ifPresent(moved::add);
      }
    }
    moved.addAll(ofSubfunctions(root));
    return moved;
  }

  /**
   * A subfunction, as of mlx5's and ice's, is a device with a driver of its own below its function.
   */
  private static Set<PciAddress> ofSubfunctions(HostRoot root) {
    var functions = new TreeSet<PciAddress>();
    var parts = root.folder("sys/bus/auxiliary/devices");
    for (var name : parts.names()) {
      if (name.contains(SUBFUNCTION) && emptied(parts.folder(name))) {
        parts.folder(name).path().map(Functions::nearest).ifPresent(functions::addAll);
      }
    }
    return functions;
  }

  /**
   * What a VFIO driver has, as most of thousands of functions may be, has no interface anywhere.
   */
  private static boolean lacks(String driver, HostFolder device) {
    return !driver.contains("vfio") && (driver.equals(VIRTIO) ? ofVirtio(device) : emptied(device));
  }

  private static boolean ofVirtio(HostFolder device) {
    return device.names().stream()
        .anyMatch(it -> it.startsWith("virtio") && emptied(device.folder(it)));
  }

  private static boolean emptied(HostFolder device) {
    var net = device.folder("net");
    return net.path().isPresent() && net.names().isEmpty();
  }

  /**
   * Process 1 is in the host's network; {@code /proc/net} is whatever network this program is in.
   * Empty: none could be read.
   */
  static Optional<List<Route>> routes(HostRoot root) {
    var ipv4 = lines(root, "route");
    var ipv6 = lines(root, "ipv6_route");
    if (ipv4.isEmpty() && ipv6.isEmpty()) {
      return Optional.empty();
    }
    var routes = new ArrayList<>(Route.parseIpv4(ipv4.orElse(List.of())));
    routes.addAll(Route.parseIpv6(ipv6.orElse(List.of())));
    return Optional.of(routes);
  }

  private static Optional<List<String>> lines(HostRoot root, String name) {
    return root.lines("proc/1/net/" + name).or(() -> root.lines("proc/net/" + name));
  }
}
