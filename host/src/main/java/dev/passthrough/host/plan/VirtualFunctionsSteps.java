package dev.passthrough.host.plan;

import dev.passthrough.api.VirtualFunctions;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.inventory.Sriov;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps for virtual functions of one card, once it is known that they can be had: the host's
 * drivers kept off, the number set through 0 by the first entry that shares the card, each one
 * given to vfio-pci.
 */
final class VirtualFunctionsSteps {

  private final PciAddress card;
  private final Sriov sriov;
  private final Division division;
  private final Snapshot snapshot;
  private final Room room;
  private final List<DeviceStep> steps = new ArrayList<>();

  VirtualFunctionsSteps(PciAddress card, Division division, Basis basis) {
    this.card = card;
    this.division = division;
    this.sriov = division.sriov();
    this.snapshot = basis.snapshot();
    this.room = basis.room();
  }

  List<DeviceStep> steps() {
    return List.copyOf(steps);
  }

  /** Adds what is missing; the answer is what can be offered afterwards. */
  List<PciAddress> reach(VirtualFunctions share) {
    if (!division.remakes()) {
      var present = division.present(share);
      present.stream()
          .flatMap(it -> snapshot.function(it).stream())
          .filter(it -> !it.binding().vfio())
          .forEach(this::bind);
      return present;
    }
    var predicted = sriov.predict(card, division.wanted());
    if (room.remakes(card)) {
      make(predicted);
    }
    var made = Division.of(share, predicted);
    for (var address : made) {
      steps.add(new SetDriverOverride(address, card, "", Planner.VFIO_PCI));
      steps.add(new ProbeDriver(address, card, Planner.VFIO_PCI));
    }
    return made;
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

  private void make(List<PciAddress> predicted) {
    if (sriov.driversAutoprobe()) {
      steps.add(new SetDriversAutoprobe(card, false));
    }
    if (sriov.numVfs() > 0) {
      steps.add(new SetVirtualFunctions(card, sriov.numVfs(), 0, List.of()));
    }
    steps.add(new SetVirtualFunctions(card, 0, division.wanted(), predicted));
  }
}
