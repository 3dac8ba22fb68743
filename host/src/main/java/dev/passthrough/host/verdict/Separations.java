package dev.passthrough.host.verdict;

import dev.passthrough.host.inventory.ConfigFacts;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.Acs;
import dev.passthrough.host.pci.PciAddress;
import java.util.HashSet;
import java.util.Optional;

/**
 * Finds what a group's border rests on, the way the kernel draws it (drivers/iommu/iommu.c {@code
 * pci_device_group}, drivers/pci/pci.c {@code pci_acs_path_enabled}): each port above a device must
 * keep what is below it apart, and so must a card with several functions.
 */
final class Separations {

  private final Snapshot snapshot;
  private final AcsOverride override;

  Separations(Snapshot snapshot) {
    this.snapshot = snapshot;
    this.override = AcsOverride.of(snapshot.commandLine());
  }

  AcsOverride override() {
    return override;
  }

  /** What the group of {@code function} rests on; empty where it has none. */
  Optional<Separation> of(PciFunction function) {
    if (function.iommuGroup().isEmpty()) {
      return Optional.empty();
    }
    var weakest = ofCard(function);
    var seen = new HashSet<PciAddress>();
    var at = function;
    while (at.placement().upstream().isPresent()) {
      var port = snapshot.function(at.placement().upstream().get());
      if (port.isEmpty() || !seen.add(port.get().address())) {
        return Optional.of(weaker(weakest, unseen(override.active())));
      }
      at = port.get();
      weakest = weaker(weakest, ofPort(function, at));
    }
    return Optional.of(weaker(weakest, ofUnseenPath(at)));
  }

  /** A port inside the group separates nothing; one outside must, whatever is between. */
  private Separation ofPort(PciFunction below, PciFunction port) {
    if (port.iommuGroup().equals(below.iommuGroup()) || port.iommuGroup().isEmpty()) {
      return Separation.Hardware;
    }
    if (port.hardware()
        .config()
        .flatMap(ConfigFacts::pcie)
        .filter(it -> !it.downstream())
        .isPresent()) {
      return Separation.Hardware;
    }
    return provenOr(port, override.coversPort(port));
  }

  /** Functions of one card in several groups; virtual functions are separate by definition. */
  private Separation ofCard(PciFunction function) {
    if (function.isVirtualFunction() || !splitCard(function)) {
      return Separation.Hardware;
    }
    return provenOr(function, override.coversFunctions(function));
  }

  private boolean splitCard(PciFunction function) {
    var address = function.address();
    for (int i = 0; i < 8; i++) {
      var sibling =
          snapshot.function(new PciAddress(address.domain(), address.bus(), address.device(), i));
      if (sibling.isPresent()
          && !sibling.get().isVirtualFunction()
          && sibling.get().iommuGroup().isPresent()
          && !sibling.get().iommuGroup().equals(function.iommuGroup())) {
        return true;
      }
    }
    return false;
  }

  /**
   * A tree that does not show the bridges above a device: its bus is not the root's, yet nothing is
   * in between.
   */
  private Separation ofUnseenPath(PciFunction top) {
    boolean onRootBus =
        top.placement()
            .root()
            .map(it -> it.substring(it.indexOf(':') + 1))
            .filter(it -> it.equals("%02x".formatted(top.address().bus())))
            .isPresent();
    if (top.isVirtualFunction()) {
      return Separation.Hardware;
    }
    boolean downstream = override.words().contains("downstream");
    if (!onRootBus) {
      return unseen(downstream);
    }
    return downstream && !integrated(top) ? Separation.Override : Separation.Hardware;
  }

  /** Part of the chipset, with no port above it that an override could be about. */
  private static boolean integrated(PciFunction it) {
    var config = it.hardware().config();
    return it.address().bus() == 0
        || config.filter(facts -> facts.complete() && facts.pcie().isEmpty()).isPresent()
        || config
            .flatMap(ConfigFacts::pcie)
            .filter(pcie -> pcie.downstream() || pcie.portType() >= 9)
            .isPresent();
  }

  private Separation provenOr(PciFunction it, boolean overridden) {
    if (it.hardware().config().flatMap(ConfigFacts::acs).filter(Acs::isolates).isPresent()) {
      return Separation.Hardware;
    }
    return unseen(overridden);
  }

  /**
   * Without an override the kernel separates only what the hardware separates, or its makers vouch
   * for.
   */
  private Separation unseen(boolean overridden) {
    if (overridden) {
      return Separation.Override;
    }
    return snapshot.commandLine().isPresent() ? Separation.Hardware : Separation.Unproven;
  }

  private static Separation weaker(Separation a, Separation b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
