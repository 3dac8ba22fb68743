package dev.passthrough.host.plan;

import dev.passthrough.host.inventory.PciFunction;

/**
 * Something about a PCI function that a step changes and that {@code restore} brings back. Each has
 * a text form; empty means none.
 */
public enum Property {
  /** How many virtual functions are enabled, decimal. */
  VIRTUAL_FUNCTIONS("sriov_numvfs"),
  /** Whether this machine's drivers may take new virtual functions: 1 or 0. */
  DRIVERS_AUTOPROBE("sriov_drivers_autoprobe"),
  /** The only driver that may bind. */
  DRIVER_OVERRIDE("driver_override"),
  /** The driver that is bound. */
  DRIVER("driver");

  private final String attribute;

  Property(String attribute) {
    this.attribute = attribute;
  }

  /** The file, or for {@link #DRIVER} the link, in the function's folder. */
  public String attribute() {
    return attribute;
  }

  /** What it is in {@code function}; empty also where the function has no such property. */
  public String in(PciFunction function) {
    return switch (this) {
      case VIRTUAL_FUNCTIONS -> function.sriov().map(it -> "" + it.numVfs()).orElse("");
      case DRIVERS_AUTOPROBE ->
          function.sriov().map(it -> it.driversAutoprobe() ? "1" : "0").orElse("");
      case DRIVER_OVERRIDE -> function.driverOverride().orElse("");
      case DRIVER -> function.driver().orElse("");
    };
  }
}
