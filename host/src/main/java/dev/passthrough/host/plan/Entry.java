package dev.passthrough.host.plan;

import dev.passthrough.api.Reason;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.host.pci.PciAddress;
import java.util.List;
import java.util.Optional;

/** An entry of the spec, with the words that refusals of it need. */
record Entry(ResourceEntry spec) {

  String name() {
    return spec.name();
  }

  String resourceName() {
    return spec.resourceName();
  }

  int count() {
    return spec.virtualFunctions().count();
  }

  String addressText() {
    return spec.virtualFunctions().physicalFunction().address();
  }

  /** The physical function it names; empty if that is no address. */
  Optional<PciAddress> card() {
    return PciAddress.parse(addressText());
  }

  /** A field of this entry as a person finds it: {@code spec.resources[name=nic].resourceName}. */
  String field(String path) {
    return "spec.resources[name=" + name() + "]." + path;
  }

  String addressField() {
    return field("virtualFunctions.physicalFunction.address");
  }

  String countField() {
    return field("virtualFunctions.count");
  }

  Refusal refuse(Reason reason, String message) {
    return refuse(reason, message, List.of());
  }

  Refusal refuse(Reason reason, String message, List<PciAddress> devices) {
    return new Refusal(name(), resourceName(), reason, message, devices);
  }

  Offer offer(PciAddress card, List<PciAddress> devices) {
    return new Offer(name(), resourceName(), card, devices);
  }
}
