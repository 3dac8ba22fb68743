package dev.passthrough.host.verdict;

import dev.passthrough.host.inventory.ConfigFacts;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.Acs;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.verdict.Remedy.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What splits a group, or makes one. */
final class Remedies {

  private static final int NAMED = 4;

  private final Snapshot snapshot;

  Remedies(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  List<Remedy> withoutGroup() {
    return List.of(
        new Remedy(
            Kind.EnableIommu,
            "Switch the IOMMU on (VT-d or AMD-Vi in the firmware, intel_iommu=on on Intel);"
                + " 'passthrough doctor' says which of them is missing here."));
  }

  List<Remedy> shared(PciFunction function, List<PciAddress> blockedBy) {
    var remedies = new ArrayList<Remedy>();
    bindAll(blockedBy).ifPresent(remedies::add);
    var cause = cause(function);
    if (function.placement().upstream().isPresent() && !conventional(cause)) {
      remedies.add(
          new Remedy(
              Kind.OtherSlot,
              "Put the card into a slot of its own root port; slots that hang off the chipset often share."));
    }
    if (conventional(cause)) {
      remedies.add(
          new Remedy(
              Kind.OtherSlot,
              "Everything behind the conventional PCI bridge "
                  + cause.orElseThrow().address()
                  + " shares one group: only a PCI Express slot helps."));
      return List.copyOf(remedies);
    }
    cause.ifPresent(it -> remedies.add(enableAcs(it)));
    remedies.add(
        new Remedy(
            Kind.AcsOverride,
            "Last resort: a patched kernel with pcie_acs_override=downstream,multifunction splits the group on paper"
                + " only; the VM could then reach its neighbours, and through them the host's memory."));
    return List.copyOf(remedies);
  }

  private Optional<Remedy> bindAll(List<PciAddress> blockedBy) {
    if (blockedBy.isEmpty()) {
      return Optional.empty();
    }
    var named =
        blockedBy.stream().limit(NAMED).map(PciAddress::toString).collect(Collectors.joining(", "));
    int more = blockedBy.size() - NAMED;
    return Optional.of(
        new Remedy(
            Kind.BindAll,
            "Give %s%s away too, if the host can do without: with vfio-pci bound to all of them the group can go into one VM."
                .formatted(named, more > 0 ? " and %d more".formatted(more) : "")));
  }

  private static Remedy enableAcs(PciFunction port) {
    var config = port.hardware().config();
    var acs = config.flatMap(ConfigFacts::acs);
    var state =
        acs.filter(it -> !it.isolates()).isPresent()
            ? "has ACS, but it is not switched on: look for ACS in the firmware's settings"
            : config.filter(ConfigFacts::complete).isPresent() && acs.isEmpty()
                ? "has no ACS: nothing in the firmware will change that"
                : "may have ACS, which only root can read: look for ACS in the firmware's settings";
    return new Remedy(Kind.EnableAcs, "The port %s above it %s.".formatted(port.address(), state));
  }

  /** The topmost bridge of the group above {@code function}: the border that does not hold. */
  private Optional<PciFunction> cause(PciFunction function) {
    Set<PciAddress> seen = new HashSet<>();
    var cause = Optional.<PciFunction>empty();
    var at = function.placement().upstream().flatMap(snapshot::function);
    while (at.isPresent() && seen.add(at.get().address())) {
      var port = at.get();
      boolean weak =
          port.hardware().config().flatMap(ConfigFacts::acs).filter(Acs::isolates).isEmpty();
      if (port.iommuGroup().equals(function.iommuGroup()) && weak) {
        cause = at;
      }
      at = port.placement().upstream().flatMap(snapshot::function);
    }
    return cause;
  }

  private static boolean conventional(Optional<PciFunction> bridge) {
    return bridge
        .flatMap(it -> it.hardware().config())
        .filter(it -> it.complete() && it.pcie().map(p -> p.portType() == 7).orElse(true))
        .isPresent();
  }
}
