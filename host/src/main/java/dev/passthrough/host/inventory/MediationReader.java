package dev.passthrough.host.inventory;

import dev.passthrough.host.HostFolder;
import dev.passthrough.host.inventory.Mediation.Instance;
import dev.passthrough.host.inventory.Mediation.Vgpu;
import dev.passthrough.host.inventory.Mediation.VgpuType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Reads what a function can be divided into (Documentation/ABI/testing/sysfs-bus-vfio-mdev,
 * NVIDIA's vendor VFIO files).
 */
final class MediationReader {

  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /** A line of creatable_vgpu_types under its heading: {@code 557 : NVIDIA L40-1B}. */
  private static final Pattern CREATABLE = Pattern.compile("\\s*(\\d{1,9})\\s*:\\s*(\\S.*?)\\s*");

  private final Attributes device;

  MediationReader(Attributes device) {
    this.device = device;
  }

  Optional<Mediation> read() {
    boolean mediated = device.has("mdev_supported_types");
    var vgpu = vgpu();
    if (!mediated && vgpu.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Mediation(types(), mediated ? instances() : List.of(), vgpu));
  }

  private List<Mediation.Type> types() {
    var all = device.folder().folder("mdev_supported_types");
    return device.list("mdev_supported_types").stream()
        .map(id -> type(id, all.folder(id)))
        .toList();
  }

  private static Mediation.Type type(String id, HostFolder folder) {
    return new Mediation.Type(
        id,
        folder.text("name"),
        folder.text("description"),
        folder.text("device_api"),
        folder.text("available_instances").map(Numbers::decimal).orElse(OptionalInt.empty()));
  }

  private List<Instance> instances() {
    return device.names().stream()
        .filter(it -> UUID.matcher(it).matches())
        .map(uuid -> {
          var folder = device.folder().folder(uuid);
          return new Instance(
              uuid,
              folder.linkName("mdev_type"),
              folder.linkName("iommu_group").map(Numbers::decimal).orElse(OptionalInt.empty()),
              folder.folder("vfio-dev").names().stream()
                  .filter(it -> it.startsWith("vfio"))
                  .findFirst());
        })
        .toList();
  }

  private Optional<Vgpu> vgpu() {
    if (!device.has("nvidia")) {
      return Optional.empty();
    }
    var nvidia = device.folder().folder("nvidia");
    var current = nvidia.text("current_vgpu_type");
    var creatable = nvidia.text("creatable_vgpu_types");
    if (current.isEmpty() && creatable.isEmpty()) {
      return Optional.empty();
    }
    var now = current.map(Numbers::decimal).orElse(OptionalInt.empty());
    return Optional.of(
        new Vgpu(
            now.isPresent() && now.getAsInt() == 0 ? OptionalInt.empty() : now,
            creatable.stream()
                .flatMap(String::lines)
                .map(CREATABLE::matcher)
                .filter(it -> it.matches())
                .map(it -> new VgpuType(Integer.parseInt(it.group(1)), it.group(2)))
                .toList()));
  }
}
