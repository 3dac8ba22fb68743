package dev.passthrough.host.inventory;

import java.util.List;
import java.util.Optional;

/**
 * Which driver holds a function.
 *
 * @param driver the driver bound to it; empty if none is
 * @param driverOverride the only driver that may bind to it (sysfs {@code driver_override}); empty
 *     if any may
 * @param vfioDevice its VFIO character device below {@code /dev/vfio/devices}, such as {@code
 *     vfio3}; empty where the kernel makes no such nodes (no CONFIG_VFIO_DEVICE_CDEV)
 * @param modules the kernel modules that say they can drive it ({@code modules.alias}), by name
 * @param vfioVariants the loaded drivers that are made to pass this very device, such as {@code
 *     mlx5_vfio_pci}, the one that fits best first; plain vfio-pci, which takes any device, is not
 *     among them
 */
public record Binding(
    Optional<String> driver,
    Optional<String> driverOverride,
    Optional<String> vfioDevice,
    List<String> modules,
    List<String> vfioVariants) {

  public Binding {
    modules = List.copyOf(modules);
    vfioVariants = vfioVariants == null ? List.of() : List.copyOf(vfioVariants);
  }

  /** Whether a VFIO driver holds it: vfio-pci or one of its variants, such as mlx5_vfio_pci. */
  public boolean vfio() {
    return vfioDevice.isPresent() || driver.filter(Binding::vfioName).isPresent();
  }

  /** Whether {@code driver} is named as VFIO's drivers are. */
  static boolean vfioName(String driver) {
    return ("-" + driver.replace('_', '-') + "-").contains("-vfio-");
  }
}
