package dev.passthrough.host.plan;

import dev.passthrough.api.Reason;
import dev.passthrough.api.ResourceEntry;
import java.util.List;

/** An entry of the spec, with the words that refusals of it need. */
record Entry(ResourceEntry spec) {

  String name() {
    return spec.name();
  }

  String resourceName() {
    return spec.resourceName();
  }

  /** A field of this entry as a person finds it: {@code spec.resources[name=nic].resourceName}. */
  String field(String path) {
    return "spec.resources[name=" + name() + "]." + path;
  }

  Refusal refuse(Reason reason, String message) {
    return refuse(reason, message, List.of());
  }

  Refusal refuse(Reason reason, String message, List<Unit> units) {
    return new Refusal(name(), resourceName(), reason, message, units);
  }

  Offer offer(List<Unit> units) {
    return new Offer(name(), resourceName(), units);
  }
}
