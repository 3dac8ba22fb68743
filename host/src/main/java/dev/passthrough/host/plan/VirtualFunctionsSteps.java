package dev.passthrough.host.plan;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.inventory.Sriov;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps for virtual functions of one card, once it is known that they can be had: the host's
 * drivers kept off, the number set through 0, each one given to vfio-pci.
 */
final class VirtualFunctionsSteps {

  private final PciAddress card;
  private final Sriov sriov;
  private final Snapshot snapshot;
  private final List<DeviceStep> steps = new ArrayList<>();

  VirtualFunctionsSteps(PciAddress card, Sriov sriov, Snapshot snapshot) {
    this.card = card;
    this.sriov = sriov;
    this.snapshot = snapshot;
  }

  List<DeviceStep> steps() {
    return List.copyOf(steps);
  }

  /** Adds what is missing; the answer is what can be offered afterwards. */
  List<PciAddress> reach(int count) {
    return sriov.numVfs() == count && sriov.virtualFunctions().size() == count
        ? bindPresent()
        : make(count);
  }

  private List<PciAddress> bindPresent() {
    for (var address : sriov.virtualFunctions()) {
      snapshot.function(address).filter(it -> !it.binding().vfio()).ifPresent(this::bind);
    }
    return sriov.virtualFunctions();
  }

  private void bind(PciFunction function) {
    var address = function.address();
    var override = function.driverOverride().orElse("");
    if (!override.equals(Planner.VFIO_PCI)) {
      steps.add(new SetDriverOverride(address, card, override, Planner.VFIO_PCI));
    }
    function.driver().ifPresent(it -> steps.add(new UnbindDriver(address, card, it, "")));
    steps.add(new ProbeDriver(address, card, Planner.VFIO_PCI));
  }

  private List<PciAddress> make(int count) {
    if (sriov.driversAutoprobe()) {
      steps.add(new SetDriversAutoprobe(card, false));
    }
    if (sriov.numVfs() > 0) {
      steps.add(new SetVirtualFunctions(card, sriov.numVfs(), 0, List.of()));
    }
    var predicted = sriov.predict(card, count);
    steps.add(new SetVirtualFunctions(card, 0, count, predicted));
    for (var address : predicted) {
      steps.add(new SetDriverOverride(address, card, "", Planner.VFIO_PCI));
      steps.add(new ProbeDriver(address, card, Planner.VFIO_PCI));
    }
    return predicted;
  }
}
