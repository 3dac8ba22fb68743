package dev.passthrough.host.boot;

import dev.passthrough.api.GuardReason;
import dev.passthrough.api.HostSpec.Initramfs;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.Reason;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Attribute;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.HostLedger.KeptFile;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.Notice;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.plan.ProbeDriver;
import dev.passthrough.host.plan.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The functions that a spec wants bound in the initramfs: those of whole devices that a plan for
 * devices offers, so that no guard keeps them. Sorted by address.
 */
public record EarlyDevices(List<EarlyDevice> devices) {

  public EarlyDevices {
    devices = List.copyOf(devices);
  }

  /** For a spec that leaves the initramfs alone. */
  public static EarlyDevices none() {
    return new EarlyDevices(List.of());
  }

  /**
   * Those of {@code plan}, which was made for {@code spec} and {@code host} with {@code ledger}. As
   * long as there are no groups because the IOMMU is yet to be set up, those that a plan would
   * offer if it ran.
   */
  public static EarlyDevices of(PassthroughNodeSpec spec, Plan plan, Observed host, Ledger ledger) {
    if (spec.host().initramfs() == Initramfs.AsFound) {
      return none();
    }
    return Foresight.of(spec.host(), host)
        .map(it -> of(spec, Planner.plan(it, spec, ledger), it.snapshot(), ledger))
        .orElseGet(() -> of(spec, plan, host.snapshot(), ledger));
  }

  private static EarlyDevices of(
      PassthroughNodeSpec spec, Plan plan, Snapshot snapshot, Ledger ledger) {
    var addresses = new TreeSet<PciAddress>();
    for (var answer : plan.answers()) {
      for (var unit : answer.units()) {
        switch (unit) {
          case Unit.Whole it -> {
            addresses.add(it.function());
            addresses.addAll(it.companions());
          }
          case Unit.Mediated _, Unit.Vgpu _ -> {}
        }
      }
    }
    return new EarlyDevices(
        addresses.stream()
            .flatMap(it -> snapshot.function(it).stream())
            .filter(it -> !it.isVirtualFunction() && !showsTheConsole(it, spec))
            .flatMap(it -> device(it, plan, snapshot, ledger).stream())
            .toList());
  }

  /**
   * Which of them the initramfs was to give to VFIO and did not; empty as long as the host was not
   * started anew since.
   *
   * @param ledger what was changed of the host itself
   * @param boot the boot that runs; empty where unknown
   */
  public Optional<Notice> missed(HostLedger ledger, String boot) {
    if (boot.isEmpty() || ledger.changedIn().isEmpty() || ledger.changedIn().equals(boot)) {
      return Optional.empty();
    }
    var missed =
        devices.stream()
            .filter(it -> !it.early() && listed(it, ledger))
            .map(it -> it.first().orElse("no driver") + " had " + it.address())
            .toList();
    return missed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Notice(
                Reason.RebootDidNotHelp,
                "This host has been rebooted since its initramfs was to give devices to VFIO, and at first %s. See dmesg | grep passthrough: for why; a driver that is part of the kernel itself comes before any initramfs, and an initramfs that was not built anew has no list of them."
                    .formatted(String.join(", ", missed))));
  }

  /** Those that a driver of the host had first, and that the initramfs was not told of yet. */
  List<PciAddress> unlisted(HostLedger ledger) {
    return devices.stream()
        .filter(it -> !it.early() && !listed(it, ledger))
        .map(EarlyDevice::address)
        .toList();
  }

  private static boolean listed(EarlyDevice device, HostLedger ledger) {
    return ledger.file(EarlyScript.LIST).map(KeptFile::left).orElse(List.of()).stream()
        .anyMatch(it -> it.content().contains(device.line() + "\n"));
  }

  /** A VFIO driver may have it now, by hand; the next boot's console would be lost all the same. */
  private static boolean showsTheConsole(PciFunction function, PassthroughNodeSpec spec) {
    return function.isBootDisplay()
        && spec.overrides().stream()
            .noneMatch(it ->
                it.guard() == GuardReason.BootDisplay
                    && it.address().equals(function.address().toString()));
  }

  private static Optional<EarlyDevice> device(
      PciFunction function, Plan plan, Snapshot snapshot, Ledger ledger) {
    var path = path(function, snapshot);
    var vendor = function.ids().vendor();
    var device = function.ids().device();
    var driver = driver(function, plan);
    if (path.isEmpty() || vendor.isEmpty() || device.isEmpty() || driver.isEmpty()) {
      return Optional.empty();
    }
    var found = ledger.found(function.address(), Attribute.DRIVER);
    return Optional.of(
        new EarlyDevice(
            function.address(),
            path.get(),
            "0x" + vendor.get(),
            "0x" + device.get(),
            driver.get(),
            found.isPresent() ? found.filter(it -> !it.isEmpty()) : function.driver(),
            function.binding().modules()));
  }

  private static Optional<String> driver(PciFunction function, Plan plan) {
    var planned =
        plan.deviceSteps().stream()
            .filter(it -> it instanceof ProbeDriver && it.device().equals(function.address()))
            .map(it -> it.to())
            .findFirst();
    return planned.or(() -> function.binding().vfio() ? function.driver() : Optional.empty());
  }

  private static Optional<String> path(PciFunction function, Snapshot snapshot) {
    var names = new ArrayList<String>();
    var at = Optional.of(function);
    while (at.isPresent()) {
      names.addFirst(at.get().address().toString());
      at = at.get().placement().upstream().flatMap(snapshot::function);
    }
    return function
        .placement()
        .root()
        .map(root -> String.join("/", Stream.concat(Stream.of(root), names.stream()).toList()));
  }
}
