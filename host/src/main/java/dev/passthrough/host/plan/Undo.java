package dev.passthrough.host.plan;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Setting;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.inventory.Sriov;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

  /**
   * The devices that leave their driver or cease to exist in {@code steps}: addresses, and UUIDs of
   * mediated devices.
   */
  static Set<String> disturbed(List<DeviceStep> steps, Snapshot snapshot) {
    var disturbed = new TreeSet<String>();
    for (var step : steps) {
      switch (step) {
        case SetVirtualFunctions it ->
            snapshot
                .function(it.device())
                .flatMap(PciFunction::sriov)
                .map(Sriov::virtualFunctions)
                .ifPresent(all -> all.forEach(function -> disturbed.add(function.toString())));
        case UnbindDriver it -> disturbed.add(it.device().toString());
        case RemoveMediatedDevice it -> disturbed.add(it.uuid());
        case SetVgpuType it -> disturbed.add(it.device().toString());
        case SetDriversAutoprobe _,
            SetDriverOverride _,
            ProbeDriver _,
            BindDriver _,
            CreateMediatedDevice _,
            SetFunctionSetting _ -> {}
      }
    }
    return disturbed;
  }

  /** The functions that {@code steps} take from a driver of the host's, whoever bound it. */
  static List<PciFunction> leaving(List<DeviceStep> steps, Snapshot snapshot) {
    var away =
        steps.stream()
            .filter(it -> it instanceof UnbindDriver || it instanceof SetVirtualFunctions)
            .toList();
    return disturbed(away, snapshot).stream()
        .flatMap(it -> snapshot.function(PciAddress.of(it)).stream())
        .filter(it -> it.driver().isPresent() && !it.binding().vfio())
        .toList();
  }

  private List<DeviceStep> steps() {
    var steps = new ArrayList<DeviceStep>();
    ledger.of(card).forEach(it -> undivide(it, steps));
    var sriov = snapshot.function(card).flatMap(PciFunction::sriov);
    boolean remade = sriov.isPresent() && changed(card, Attribute.VIRTUAL_FUNCTIONS);
    if (remade && sriov.orElseThrow().numVfs() > 0) {
      steps.add(new SetVirtualFunctions(card, sriov.orElseThrow().numVfs(), 0, List.of()));
    }
    if (sriov.isPresent() && changed(card, Attribute.DRIVERS_AUTOPROBE)) {
      steps.add(new SetDriversAutoprobe(card, !sriov.orElseThrow().driversAutoprobe()));
    }
    if (remade) {
      int found = Integer.parseInt(ledger.found(card, Attribute.VIRTUAL_FUNCTIONS).orElse("0"));
      if (found > 0) {
        var predicted = sriov.orElseThrow().predict(card, found);
        steps.add(new SetVirtualFunctions(card, 0, found, predicted));
      }
    }
    var functions =
        ledger.of(card).stream()
            .map(Found::device)
            .distinct()
            .sorted()
            .filter(it -> !remade || it.equals(card))
            .flatMap(it -> snapshot.function(it).stream())
            .toList();
    giveBack(functions, steps);
    if (!remade) {
      release(steps);
    }
    return List.copyOf(steps);
  }

  /** Parts of a device go before anything that they stand on. */
  private void undivide(Found fact, List<DeviceStep> steps) {
    var device = fact.device();
    if (!changed(device, fact.property())) {
      return;
    }
    var now = snapshot.function(device).map(fact.property()::in).orElse("");
    if (fact.property() instanceof MediatedDevice it && fact.value().isEmpty()) {
      steps.add(new RemoveMediatedDevice(device, card, it.uuid(), now));
    }
    if (fact.property() == Attribute.VGPU_TYPE) {
      steps.add(SetVgpuType.back(device, card, now, fact.value()));
    }
  }

  /** What the card's driver held functions to; those that are removed take it with them. */
  private void release(List<DeviceStep> steps) {
    var found = new TreeMap<PciAddress, Map<Setting, String>>();
    for (var fact : ledger.of(card)) {
      if (fact.property() instanceof FunctionSetting it && changed(fact.device(), it)) {
        found
            .computeIfAbsent(fact.device(), none -> new EnumMap<>(Setting.class))
            .put(it.setting(), fact.value());
      }
    }
    var physical = snapshot.function(card);
    var functions =
        physical.flatMap(PciFunction::sriov).map(Sriov::virtualFunctions).orElse(List.of());
    found.forEach((function, settings) -> {
      int index = functions.indexOf(function);
      if (index >= 0) {
        var now = snapshot.function(function).map(PciFunction::settings).orElse(Map.of());
        steps.addAll(new SettingSteps(physical.orElseThrow(), function, index).way(now, settings));
      }
    });
  }

  /** All out of their drivers, then all bound: a group is never between two owners for long. */
  private void giveBack(List<PciFunction> functions, List<DeviceStep> steps) {
    for (var it : functions) {
      var driver = Attribute.DRIVER.in(it);
      if (changed(it.address(), Attribute.DRIVER) && !driver.isEmpty()) {
        steps.add(new UnbindDriver(it.address(), card, driver, ""));
      }
    }
    for (var it : functions) {
      if (changed(it.address(), Attribute.DRIVER_OVERRIDE)) {
        var found = ledger.found(it.address(), Attribute.DRIVER_OVERRIDE).orElse("");
        var override = Attribute.DRIVER_OVERRIDE.in(it);
        steps.add(new SetDriverOverride(it.address(), card, override, found));
      }
    }
    for (var it : functions) {
      var found = ledger.found(it.address(), Attribute.DRIVER).orElse("");
      if (changed(it.address(), Attribute.DRIVER) && !found.isEmpty()) {
        steps.add(new BindDriver(it.address(), card, found));
      }
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
