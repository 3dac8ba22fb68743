package dev.passthrough.kubelet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a container runtime is to do for each unit of one resource, in the terms of the Container
 * Device Interface (CNCF, {@code SPEC.md}): add its device nodes. 0.5.0 is the first version in
 * which the name of a device may begin with a digit. Pure.
 *
 * @param nodes of each unit that can be handed out, by its id
 */
record CdiSpec(Map<String, List<String>> nodes) {

  private static final String KIND = "passthrough.dev/vfio";
  private static final String VERSION = "0.5.0";

  CdiSpec {
    nodes = Map.copyOf(nodes);
  }

  /** The units of {@code listing} as {@code host} has them. */
  static CdiSpec of(Listing listing, List<DeviceUnit> units, LiveHost host) {
    var nodes = new TreeMap<String, List<String>>();
    for (var unit : units) {
      switch (Decision.decide(listing, List.of(unit), host)) {
        case Allocation.Answer answer -> nodes.put(unit.id(), answer.nodes());
        case Allocation.Denied _ -> {} // not for a container now, and a device needs an edit
      }
    }
    return new CdiSpec(nodes);
  }

  /** What a runtime knows the unit {@code id} by. */
  static String name(String id) {
    return KIND + "=" + id;
  }

  /** Whether all that {@code other} says is said here too. */
  boolean says(CdiSpec other) {
    return nodes.entrySet().containsAll(other.nodes.entrySet());
  }

  /** The file's text; there must be a unit, as a spec without a device is none. */
  String json() {
    var mapper = new ObjectMapper();
    var spec = mapper.createObjectNode();
    spec.put("cdiVersion", VERSION).put("kind", KIND);
    var devices = spec.putArray("devices");
    new TreeMap<>(nodes).forEach((id, paths) -> device(devices.addObject().put("name", id), paths));
    return spec.toPrettyString() + "\n";
  }

  private static void device(ObjectNode device, List<String> paths) {
    var list = device.putObject("containerEdits").putArray("deviceNodes");
    paths.forEach(path -> list.addObject().put("path", path).put("permissions", "rwm"));
  }
}
