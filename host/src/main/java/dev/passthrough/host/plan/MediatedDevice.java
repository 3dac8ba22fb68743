package dev.passthrough.host.plan;

import dev.passthrough.host.inventory.PciFunction;

/**
 * A mediated device of a function; its value is the type.
 *
 * @param uuid in lower case
 */
public record MediatedDevice(String uuid) implements Property {

  static final String PREFIX = "MEDIATED_DEVICE:";

  @Override
  public String text() {
    return PREFIX + uuid;
  }

  @Override
  public String attribute() {
    return "mediated device " + uuid;
  }

  @Override
  public String in(PciFunction function) {
    return function.mediation().stream()
        .flatMap(it -> it.instances().stream())
        .filter(it -> it.uuid().equals(uuid))
        .findFirst()
        .map(it -> it.type().orElse("of unknown type"))
        .orElse("");
  }
}
