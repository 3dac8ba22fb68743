package dev.passthrough.host.inventory;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a function can be divided into without SR-IOV: mediated devices
 * (Documentation/driver-api/vfio-mediated-device.rst), or the vGPUs of NVIDIA's vendor VFIO driver.
 *
 * @param types the mediated-device types it offers, by name
 * @param instances the mediated devices it has
 * @param vgpu present on a virtual function whose driver makes vGPUs without mediated devices
 */
public record Mediation(List<Type> types, List<Instance> instances, Optional<Vgpu> vgpu) {

  public Mediation {
    types = List.copyOf(types);
    instances = List.copyOf(instances);
  }

  /**
   * What a parent offers.
   *
   * @param id the folder's name, such as {@code nvidia-746} or {@code i915-GVTg_V5_4}
   * @param availableInstances how many more could be made now; making one changes it for others
   */
  public record Type(
      String id,
      Optional<String> name,
      Optional<String> description,
      Optional<String> deviceApi,
      OptionalInt availableInstances) {}

  /**
   * A mediated device that exists.
   *
   * @param iommuGroup its own group, not its parent's
   * @param vfioDevice its VFIO character device, as in {@link Binding}, whether or not the kernel
   *     makes nodes of them
   */
  public record Instance(
      String uuid, Optional<String> type, OptionalInt iommuGroup, Optional<String> vfioDevice) {}

  /**
   * What NVIDIA's vendor VFIO driver says of one virtual function.
   *
   * @param current the type it is now; empty where it is none
   * @param creatable what it could become
   */
  public record Vgpu(OptionalInt current, List<VgpuType> creatable) {
    public Vgpu {
      creatable = List.copyOf(creatable);
    }
  }

  /** A type's number, which is what is written, and its name. */
  public record VgpuType(int id, String name) {}
}
