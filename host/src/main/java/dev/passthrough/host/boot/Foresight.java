package dev.passthrough.host.boot;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Placement;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Observed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * A host as it may be once its IOMMU runs, so that one reboot is enough for both: each card a group
 * of its own, and vfio-pci there. Only what the initramfs is told is decided with it, which is
 * harmless where it turns out wrong: a card that shares its group with others is bound alone, no VM
 * gets it, and the plan after the reboot says why and takes it off the list.
 */
final class Foresight {

  private Foresight() {}

  /** Empty where groups can be seen, or where nothing asks for an IOMMU. */
  static Optional<Observed> of(HostSpec spec, Observed host) {
    var now = host.snapshot();
    boolean known = now.functions().stream().anyMatch(it -> it.iommuGroup().isPresent());
    return known || spec.iommu() == Iommu.AsFound
        ? Optional.empty()
        : Optional.of(
            new Observed(host.node(), parted(now), host.use(), host.holders(), host.privileged()));
  }

  private static Snapshot parted(Snapshot now) {
    var groups = new HashMap<String, Integer>();
    var drivers = new TreeSet<>(now.drivers());
    drivers.add("vfio-pci");
    return new Snapshot(
        now.functions().stream().map(it -> in(group(it, groups), it)).toList(),
        List.of(),
        now.vfio(),
        now.commandLine(),
        drivers);
  }

  private static int group(PciFunction function, Map<String, Integer> groups) {
    return groups.computeIfAbsent(slot(function.address()), it -> groups.size());
  }

  /** An address without its function: what the functions of one card have in common. */
  private static String slot(PciAddress address) {
    var text = address.toString();
    return text.substring(0, text.lastIndexOf('.'));
  }

  private static PciFunction in(int group, PciFunction it) {
    var placement = it.placement();
    return new PciFunction(
        it.address(),
        it.ids(),
        it.names(),
        it.binding(),
        new Placement(
            placement.numaNode(), OptionalInt.of(group), placement.upstream(), placement.root()),
        it.identity(),
        it.hardware(),
        it.sriov(),
        it.physicalFunction(),
        it.mediation(),
        it.settings());
  }
}
