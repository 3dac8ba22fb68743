package dev.passthrough.kubelet;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A set of resources, sorted into those that can go to kubelet and those that would do harm there.
 * Pure.
 *
 * @param fit ready lists by resource name
 * @param unfit a sentence for each of the others, by resource name
 */
record Offer(Map<String, Listing> fit, Map<String, String> unfit) {

  /**
   * Sorts {@code resources}; of two that disturb each other the first is fit.
   *
   * @throws IllegalArgumentException if two have one name
   */
  static Offer of(List<OfferedResource> resources) {
    var fit = new LinkedHashMap<String, Listing>();
    var unfit = new LinkedHashMap<String, String>();
    var variables = new HashMap<String, String>();
    var owners = new HashMap<String, String>();
    for (var resource : resources) {
      var name = resource.resourceName();
      if (fit.containsKey(name) || unfit.containsKey(name)) {
        throw new IllegalArgumentException(
            "the resource " + name + " is offered twice in one list");
      }
      var listing = new Listing(resource);
      var complaint = listing.complaint().orElse(null);
      if (complaint == null) {
        complaint = collision(listing, variables);
      }
      if (complaint == null) {
        complaint = shared(resource, owners);
      }
      if (complaint == null) {
        fit.put(name, listing);
        variables.put(listing.variable(), name);
        resource.units().forEach(unit -> own(unit, name, owners));
      } else {
        unfit.put(name, complaint);
      }
    }
    return new Offer(fit, unfit);
  }

  /**
   * kubelet keeps one of two equal variables and drops the other ({@code
   * devicemanager/pod_devices.go}).
   */
  private static @Nullable String collision(Listing listing, Map<String, String> variables) {
    var other = variables.get(listing.variable());
    return other == null
        ? null
        : "The resources "
            + other
            + " and "
            + listing.resource().resourceName()
            + " would both use the variable "
            + listing.variable()
            + ", and a container that asks for both would see one of them only. Rename one.";
  }

  private static @Nullable String shared(OfferedResource resource, Map<String, String> owners) {
    for (var unit : resource.units()) {
      var other = owners.get(unit.address());
      var address = unit.address();
      for (var companion : unit.companions()) {
        if (other == null) {
          other = owners.get(companion);
          address = companion;
        }
      }
      if (other != null) {
        return "Device "
            + address
            + " is in "
            + other
            + " and in "
            + resource.resourceName()
            + ": kubelet would hand it out twice. Take it out of one.";
      }
    }
    return null;
  }

  private static void own(DeviceUnit unit, String name, Map<String, String> owners) {
    owners.put(unit.address(), name);
    unit.companions().forEach(companion -> owners.put(companion, name));
  }
}
