package dev.passthrough.host.plan;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.inventory.Sriov;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** From a host as it is to a host as it was found, for one card. */
public final class Undo {

  private final PciAddress card;
  private final Snapshot snapshot;
  private final Ledger ledger;

  private Undo(PciAddress card, Snapshot snapshot, Ledger ledger) {
    this.card = card;
    this.snapshot = snapshot;
    this.ledger = ledger;
  }

  /** The steps that bring {@code card} and its functions back; devices that are gone have none. */
  public static List<DeviceStep> steps(PciAddress card, Snapshot snapshot, Ledger ledger) {
    return new Undo(card, snapshot, ledger).steps();
  }

  /** The devices that leave their driver or cease to exist in {@code steps}. */
  static Set<PciAddress> disturbed(List<DeviceStep> steps, Snapshot snapshot) {
    var disturbed = new TreeSet<PciAddress>();
    for (var step : steps) {
      switch (step) {
        case SetVirtualFunctions it ->
            snapshot
                .function(it.device())
                .flatMap(PciFunction::sriov)
                .map(Sriov::virtualFunctions)
                .ifPresent(disturbed::addAll);
        case UnbindDriver it -> disturbed.add(it.device());
        case SetDriversAutoprobe _, SetDriverOverride _, ProbeDriver _, BindDriver _ -> {}
      }
    }
    return disturbed;
  }

  private List<DeviceStep> steps() {
    var steps = new ArrayList<DeviceStep>();
    var sriov = snapshot.function(card).flatMap(PciFunction::sriov);
    boolean remade = sriov.isPresent() && changed(card, Property.VIRTUAL_FUNCTIONS);
    if (remade && sriov.orElseThrow().numVfs() > 0) {
      steps.add(new SetVirtualFunctions(card, sriov.orElseThrow().numVfs(), 0, List.of()));
    }
    if (sriov.isPresent() && changed(card, Property.DRIVERS_AUTOPROBE)) {
      steps.add(new SetDriversAutoprobe(card, !sriov.orElseThrow().driversAutoprobe()));
    }
    if (remade) {
      int found = Integer.parseInt(ledger.found(card, Property.VIRTUAL_FUNCTIONS).orElse("0"));
      if (found > 0) {
        var predicted = sriov.orElseThrow().predict(card, found);
        steps.add(new SetVirtualFunctions(card, 0, found, predicted));
      }
    }
    var devices = new TreeSet<PciAddress>();
    ledger.of(card).forEach(it -> devices.add(it.device()));
    for (var device : devices) {
      if (!remade || device.equals(card)) {
        snapshot.function(device).ifPresent(it -> giveBack(it, steps));
      }
    }
    return List.copyOf(steps);
  }

  private void giveBack(PciFunction function, List<DeviceStep> steps) {
    var device = function.address();
    var driver = Property.DRIVER.in(function);
    var override = Property.DRIVER_OVERRIDE.in(function);
    boolean moved = changed(device, Property.DRIVER);
    if (moved && !driver.isEmpty()) {
      steps.add(new UnbindDriver(device, card, driver));
    }
    if (changed(device, Property.DRIVER_OVERRIDE)) {
      var found = ledger.found(device, Property.DRIVER_OVERRIDE).orElse("");
      steps.add(new SetDriverOverride(device, card, override, found));
    }
    var before = ledger.found(device, Property.DRIVER).orElse("");
    if (moved && !before.isEmpty()) {
      steps.add(new BindDriver(device, card, before));
    }
  }

  /** Whether {@code property} of {@code device} is not as it was found. */
  private boolean changed(PciAddress device, Property property) {
    return ledger
        .found(device, property)
        .filter(found ->
            snapshot.function(device).filter(it -> !property.in(it).equals(found)).isPresent())
        .isPresent();
  }
}
