package dev.passthrough.kubelet;

import dev.passthrough.kubelet.Allocation.Answer;
import dev.passthrough.kubelet.Allocation.Cause;
import dev.passthrough.kubelet.Allocation.Denied;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
      var barred = barred(unit.health());
      if (barred.isPresent()) {
        return notReady(unit.address(), barred.orElseThrow());
      }
      var wrong = Fault.of(listing.resource().kind(), unit, host);
      if (wrong.isPresent()) {
        return new Denied(Cause.NOT_READY, wrong.get().sentence(unit));
      }
      collect(host.function(unit.address()), groups, devices);
      unit.companions().forEach(it -> collect(host.function(it), groups, devices));
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

  private static Optional<String> barred(Health health) {
    return switch (health) {
      case Health.Healthy _ -> Optional.empty();
      case Health.Unhealthy sick -> Optional.of("is unhealthy: " + sick.cause());
      case Health.Recalled _ -> Optional.of("is about to be taken back");
    };
  }

  private static Denied notReady(String address, String clause) {
    return new Denied(Cause.NOT_READY, "Device " + address + " " + clause + ".");
  }
}
