package dev.passthrough.host.machine;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.kernellog.IommuVendor;
import dev.passthrough.host.kernellog.KernelLog;
import java.util.List;
import java.util.Optional;

/** Reads what the kernel and the firmware say of the IOMMU. */
final class IommuReader {

  private static final String UNITS = "/sys/class/iommu";
  private static final String TABLES = "/sys/firmware/acpi/tables";
  private static final String UNSAFE =
      "/sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts";

  private IommuReader() {}

  static Iommu read(HostRoot root, Fact<KernelLog> log) {
    var units = units(root);
    var tables = tables(root);
    return new Iommu(
        kind(units, tables, log),
        units,
        tables,
        Fact.in(log.source(), log.value().flatMap(KernelLog::interruptRemapping)),
        Fact.in(UNSAFE, root.text(UNSAFE).map(t -> t.equals("Y") || t.equals("1"))));
  }

  /**
   * A kernel without units has no folder for them, so the folder above decides what absence means.
   */
  private static Fact<List<String>> units(HostRoot root) {
    var names = root.folder(UNITS).names();
    boolean readable =
        !root.folder("sys/class").names().isEmpty()
            || !root.folder("sys/bus/pci/devices").names().isEmpty();
    return Fact.in(UNITS, readable || !names.isEmpty() ? Optional.of(names) : Optional.empty());
  }

  private static Fact<List<String>> tables(HostRoot root) {
    var all = root.folder(TABLES).names();
    return Fact.in(
        TABLES,
        all.isEmpty()
            ? Optional.empty()
            : Optional.of(all.stream().filter(t -> Iommu.Kind.ofTable(t).isPresent()).toList()));
  }

  private static Fact<Iommu.Kind> kind(
      Fact<List<String>> units, Fact<List<String>> tables, Fact<KernelLog> log) {
    var byUnit =
        units.value().stream()
            .flatMap(List::stream)
            .flatMap(name -> Iommu.Kind.ofUnit(name).stream())
            .findFirst();
    if (byUnit.isPresent()) {
      return Fact.in(UNITS, byUnit);
    }
    var byTable =
        tables.value().stream()
            .flatMap(List::stream)
            .flatMap(name -> Iommu.Kind.ofTable(name).stream())
            .findFirst();
    if (byTable.isPresent()) {
      return Fact.in(TABLES, byTable);
    }
    Optional<IommuVendor> vendor = log.value().flatMap(KernelLog::vendor);
    return vendor.isPresent()
        ? Fact.in(log.source(), vendor.map(Iommu.Kind::of))
        : Fact.unknown(UNITS + ", " + TABLES + ", " + log.source());
  }
}
