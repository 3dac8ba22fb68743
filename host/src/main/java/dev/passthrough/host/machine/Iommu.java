package dev.passthrough.host.machine;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.passthrough.host.kernellog.IommuVendor;
import java.util.List;
import java.util.Optional;

/**
 * The IOMMU as the kernel and the firmware show it.
 *
 * @param kind by the units, or by the firmware's table where there is no unit
 * @param units of {@code /sys/class/iommu}: {@code dmar0}, {@code ivhd0}, {@code smmu3.0x…}; empty
 *     list: the kernel runs none; unknown where {@code /sys/class} can't be read
 * @param tables which of DMAR, IVRS, IORT the firmware has; unknown where {@code
 *     /sys/firmware/acpi/tables} is absent
 * @param interruptRemapping as the kernel's log says
 * @param unsafeInterrupts vfio's permission to go without it
 */
public record Iommu(
    Fact<Kind> kind,
    Fact<List<String>> units,
    Fact<List<String>> tables,
    Fact<Boolean> interruptRemapping,
    Fact<Boolean> unsafeInterrupts) {

  /** Whose it is; the names are those that people know. */
  public enum Kind {
    INTEL_VT_D("Intel VT-d", "DMAR", "dmar"),
    AMD_VI("AMD-Vi", "IVRS", "ivhd"),
    ARM_SMMU("Arm SMMU", "IORT", "smmu"),
    VIRTIO("virtio IOMMU", "VIOT", "virtio");

    private final String label;
    private final String table;
    private final String unit;

    Kind(String label, String table, String unit) {
      this.label = label;
      this.table = table;
      this.unit = unit;
    }

    /** The ACPI table by which firmware announces it. */
    public String table() {
      return table;
    }

    @JsonValue
    @Override
    public String toString() {
      return label;
    }

    /** By the name of a unit: {@code iommu_device_sysfs_add} in each driver gives it. */
    static Optional<Kind> ofUnit(String name) {
      return List.of(values()).stream().filter(k -> name.contains(k.unit)).findFirst();
    }

    static Optional<Kind> ofTable(String name) {
      return List.of(values()).stream().filter(k -> k.table.equals(name)).findFirst();
    }

    static Kind of(IommuVendor vendor) {
      return switch (vendor) {
        case INTEL -> INTEL_VT_D;
        case AMD -> AMD_VI;
        case ARM -> ARM_SMMU;
      };
    }
  }
}
