package dev.passthrough.host.inventory;

import java.util.Optional;

/**
 * Which driver holds a function.
 *
 * @param driver the driver bound to it; empty if none is
 * @param driverOverride the only driver that may bind to it (sysfs {@code driver_override}); empty
 *     if any may
 * @param vfioDevice its VFIO character device below {@code /dev/vfio/devices}, such as {@code
 *     vfio3}
 */
public record Binding(
    Optional<String> driver, Optional<String> driverOverride, Optional<String> vfioDevice) {

  /** Whether a VFIO driver holds it: vfio-pci or one of its variants, such as mlx5_vfio_pci. */
  public boolean vfio() {
    return vfioDevice.isPresent() || driver.filter(Binding::vfioName).isPresent();
  }

  private static boolean vfioName(String driver) {
    return ("-" + driver.replace('_', '-') + "-").contains("-vfio-");
  }
}
