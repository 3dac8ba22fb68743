package dev.passthrough.host.plan;

import dev.passthrough.host.inventory.Mediation;
import dev.passthrough.host.inventory.PciFunction;
import java.util.Optional;

/** Properties that every function of a kind has, each one file or link. */
public enum Attribute implements Property {
  /** How many virtual functions are enabled, decimal. */
  VIRTUAL_FUNCTIONS("sriov_numvfs"),
  /** Whether this machine's drivers may take new virtual functions: 1 or 0. */
  DRIVERS_AUTOPROBE("sriov_drivers_autoprobe"),
  /** The only driver that may bind. */
  DRIVER_OVERRIDE("driver_override"),
  /** The driver that is bound. */
  DRIVER("driver"),

  /**
   * Its serial numbers, a line each. No step changes them; a drive tells its own only to the host's
   * driver, and what was selected by it must stay selected.
   */
  SERIAL("serial number"),

  /**
   * What NVIDIA's vendor VFIO driver makes of a virtual function: a type's number, 0 for nothing.
   */
  VGPU_TYPE("nvidia/current_vgpu_type"),

  /** The name of that type. No step changes it; the driver names only types that are not taken. */
  VGPU_NAME("name of the vGPU type"),

  /** The name of the entry that has it. No step changes it. */
  VGPU_ENTRY("entry of the vGPU");

  private final String file;

  /**
   * For what is only remembered: the property that it goes with, and with which it is forgotten.
   */
  Optional<Attribute> goesWith() {
    return switch (this) {
      case SERIAL -> Optional.of(DRIVER);
      case VGPU_NAME, VGPU_ENTRY -> Optional.of(VGPU_TYPE);
      case VIRTUAL_FUNCTIONS, DRIVERS_AUTOPROBE, DRIVER_OVERRIDE, DRIVER, VGPU_TYPE ->
          Optional.empty();
    };
  }

  Attribute(String file) {
    this.file = file;
  }

  /** The file, or for {@link #DRIVER} the link, in the function's folder. */
  @Override
  public String attribute() {
    return file;
  }

  @Override
  public String text() {
    return name();
  }

  @Override
  public String in(PciFunction function) {
    return switch (this) {
      case VIRTUAL_FUNCTIONS -> function.sriov().map(it -> "" + it.numVfs()).orElse("");
      case DRIVERS_AUTOPROBE ->
          function.sriov().map(it -> it.driversAutoprobe() ? "1" : "0").orElse("");
      case DRIVER_OVERRIDE -> function.driverOverride().orElse("");
      case DRIVER -> function.driver().orElse("");
      case VGPU_TYPE ->
          function
              .mediation()
              .flatMap(Mediation::vgpu)
              .map(it -> "" + it.current().orElse(0))
              .orElse("");
      case VGPU_NAME, VGPU_ENTRY -> "";
      case SERIAL -> String.join("\n", function.identity().serials().all());
    };
  }
}
