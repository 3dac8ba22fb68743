package dev.passthrough.kubelet;

import dev.passthrough.kubelet.Allocation.Answer;
import dev.passthrough.kubelet.Allocation.Cause;
import dev.passthrough.kubelet.Allocation.Denied;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides requests for units. Pure: the same request and the same facts give the same answer. */
final class Decision {

  /** A request's ids found in a listing, or why not. */
  sealed interface Selection {
    record Found(List<DeviceUnit> units) implements Selection {}

    record NotFound(Denied why) implements Selection {}
  }

  private Decision() {}

  /** The units that {@code ids} name, in their order; never fewer. */
  static Selection select(Listing listing, List<String> ids) {
    var name = listing.resource().resourceName();
    if (ids.isEmpty()) {
      return new Selection.NotFound(
          new Denied(Cause.MALFORMED, "A request for " + name + " names no device."));
    }
    var units = new ArrayList<DeviceUnit>(ids.size());
    var seen = HashSet.<String>newHashSet(ids.size());
    for (var id : ids) {
      var unit = listing.unit(id);
      if (unit == null) {
        return new Selection.NotFound(
            new Denied(
                Cause.UNKNOWN, "The node has no device " + Quoted.of(id) + " in " + name + "."));
      }
      if (!seen.add(id)) {
        return new Selection.NotFound(
            new Denied(
                Cause.MALFORMED,
                "A request for " + name + " names " + Quoted.of(id) + " more than once."));
      }
      units.add(unit);
    }
    return new Selection.Found(units);
  }

  /** What {@code units} of {@code listing} come to on {@code host}. */
  static Allocation decide(Listing listing, List<DeviceUnit> units, LiveHost host) {
    var groups = new LinkedHashSet<String>();
    var devices = new LinkedHashSet<String>();
    var addresses = new ArrayList<String>(units.size());
    for (var unit : units) {
      if (unit.health() instanceof Health.Unhealthy(var cause)) {
        return notReady(unit.address(), "is unhealthy: " + cause);
      }
      var asked = host.function(unit.address());
      var wrong = complaint(listing.resource().kind(), unit, asked, host);
      if (wrong != null) {
        return notReady(unit.address(), wrong);
      }
      collect(asked, groups, devices);
      for (var address : unit.companions()) {
        var companion = host.function(address);
        var amiss = companionComplaint(unit, companion, host);
        if (amiss != null) {
          return notReady(address, amiss + ", and it goes with " + unit.address());
        }
        collect(companion, groups, devices);
      }
      addresses.add(unit.address());
    }
    var nodes = new ArrayList<String>(2 + groups.size() + devices.size());
    if (host.containerNode()) {
      nodes.add("/dev/vfio/vfio");
    }
    nodes.addAll(groups);
    nodes.addAll(devices);
    if (host.iommufdNode() && !devices.isEmpty()) {
      nodes.add("/dev/iommu");
    }
    return new Answer(nodes, listing.variable(), addresses);
  }

  private static void collect(LiveFunction function, Set<String> groups, Set<String> devices) {
    if (function.groupNode()) {
      groups.add("/dev/vfio/" + function.group().orElseThrow());
    }
    function.deviceNodes().forEach(node -> devices.add("/dev/vfio/devices/" + node));
  }

  /** What keeps the function from being handed out, as a clause; null if nothing does. */
  private static @Nullable String complaint(
      AddressKind kind, DeviceUnit unit, LiveFunction function, LiveHost host) {
    if (!function.present()) {
      return "is gone from the host";
    }
    if (kind == AddressKind.PCI && !function.driver().filter(unit.driver()::equals).isPresent()) {
      return misbound(function, unit.driver());
    }
    return groupComplaint(unit, function, host);
  }

  /** A companion may have another VFIO driver than the asked function, which has its maker's. */
  private static @Nullable String companionComplaint(
      DeviceUnit unit, LiveFunction function, LiveHost host) {
    if (!function.present()) {
      return "is gone from the host";
    }
    if (function.driver().filter(driver -> harmless(driver, unit)).isEmpty()) {
      return misbound(function, DeviceUnit.VFIO_PCI);
    }
    return groupComplaint(unit, function, host);
  }

  private static String misbound(LiveFunction function, String wanted) {
    return function.driver().map(driver -> "is bound to " + driver).orElse("has no driver")
        + ", not to "
        + wanted;
  }

  private static @Nullable String groupComplaint(
      DeviceUnit unit, LiveFunction function, LiveHost host) {
    if (function.group().isEmpty()) {
      return "has no IOMMU group";
    }
    for (var neighbour : function.neighbours().entrySet()) {
      if (!unit.has(neighbour.getKey()) && !harmless(neighbour.getValue(), unit)) {
        return "shares IOMMU group "
            + function.group().get()
            + " with "
            + neighbour.getKey()
            + ", which the host uses by "
            + neighbour.getValue();
      }
    }
    boolean byGroup = function.groupNode() && host.containerNode();
    boolean byDevice = !function.deviceNodes().isEmpty() && host.iommufdNode();
    if (byGroup || byDevice) {
      return null;
    }
    var group = function.group().get();
    return function.groupNode()
        ? "can't be opened: /dev/vfio/vfio is missing on the host"
        : "can't be opened: /dev/vfio/"
            + group
            + " is missing on the host (IOMMU group "
            + group
            + ")";
  }

  /**
   * Drivers that leave a group to VFIO: its own, in their vendors' variants too, and the one that
   * does nothing.
   */
  private static boolean harmless(String driver, DeviceUnit unit) {
    return driver.equals("pci-stub")
        || driver.equals(unit.driver())
        || driver.endsWith("vfio-pci")
        || driver.endsWith("vfio_pci");
  }

  private static Denied notReady(String address, String clause) {
    return new Denied(Cause.NOT_READY, "Device " + address + " " + clause + ".");
  }
}
