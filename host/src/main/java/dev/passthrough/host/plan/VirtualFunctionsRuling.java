package dev.passthrough.host.plan;

import dev.passthrough.api.Reason;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.inventory.Sriov;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.pci.PciClass;
import dev.passthrough.host.verdict.NewFunctions;
import java.util.Optional;

/** Whether an entry's virtual functions can be made and offered on this host as it is. */
final class VirtualFunctionsRuling {

  /** Class codes of network controllers (PCI Code and ID Assignment). */
  private static final String NETWORK = "02";

  /** The one of NVMe controllers, without the interface. */
  private static final String NVME = "0108";

  private final VirtualFunctionsPlan plan;
  private final Entry entry;
  private final PciAddress address;
  private final Basis basis;
  private final Snapshot snapshot;

  VirtualFunctionsRuling(VirtualFunctionsPlan plan, PciAddress address) {
    this.plan = plan;
    this.entry = plan.entry();
    this.address = address;
    this.basis = plan.basis();
    this.snapshot = basis.snapshot();
  }

  /** Why not; empty if they can. */
  Optional<Refusal> refuse() {
    var card = snapshot.function(address);
    if (card.isEmpty()) {
      return no(
          Reason.DeviceNotFound,
          "%s: this host has no PCI function %s; compare with lspci -D on it"
              .formatted(plan.addressField(), address));
    }
    var sriov = card.orElseThrow().sriov();
    if (sriov.isEmpty()) {
      return notCapable(card.orElseThrow());
    }
    return tooMany(sriov.orElseThrow())
        .or(() -> driver(card.orElseThrow()))
        .or(() -> group(card.orElseThrow()))
        .or(() -> settings(card.orElseThrow()))
        .or(() -> present(sriov.orElseThrow()).refuse());
  }

  /** What functions of one kind of card are to have cannot be asked of another kind. */
  private Optional<Refusal> settings(PciFunction card) {
    var wanted = plan.wanted();
    var pciClass = card.ids().pciClass().map(PciClass::toString).orElse("unknown");
    if (wanted.network() != null && !pciClass.startsWith(NETWORK)) {
      return no(
          Reason.InvalidSpec,
          "%s: %s is no network card (class %s); take network out of the entry"
              .formatted(entry.field("virtualFunctions.network"), address, pciClass));
    }
    if (wanted.nvme() != null && !pciClass.startsWith(NVME)) {
      return no(
          Reason.InvalidSpec,
          "%s: %s is no NVMe drive (class %s); take nvme out of the entry"
              .formatted(entry.field("virtualFunctions.nvme"), address, pciClass));
    }
    if (wanted.network() != null && SettingSteps.link(card, 0).isEmpty()) {
      return no(
          Reason.InvalidSpec,
          "%s: %s has no network interface in the host's own network namespace, and only through it its driver can be told; give it back there, or take network out of the entry"
              .formatted(entry.field("virtualFunctions.network"), address));
    }
    return wanted.nvme() == null || !basis.host().privileged() ? Optional.empty() : secondary(card);
  }

  private Optional<Refusal> secondary(PciFunction drive) {
    int last = Math.toIntExact(plan.wanted().end() - 1);
    return SettingSteps.secondary(drive, last).isPresent()
        ? Optional.empty()
        : no(
            Reason.ProgramMissing,
            "%s: it is not known which secondary controller of %s function %d has; install nvme-cli and see what 'nvme list-secondary' says of the drive, or take nvme out of the entry and assign resources by hand (nvme virt-mgmt)"
                .formatted(entry.field("virtualFunctions.nvme"), address, last));
  }

  private Optional<Refusal> notCapable(PciFunction card) {
    var why =
        card.physicalFunction()
            .map(it -> "it is a virtual function itself, of %s: name that one".formatted(it))
            .orElse(
                "it has no sriov_totalvfs: choose a card with SR-IOV, or switch SR-IOV on in the firmware");
    return no(
        Reason.NotSriovCapable,
        "%s: %s cannot make virtual functions; %s".formatted(plan.addressField(), address, why));
  }

  private Optional<Refusal> tooMany(Sriov sriov) {
    var share = plan.wanted();
    return share.end() <= sriov.totalVfs()
        ? Optional.empty()
        : Optional.of(
            entry.refuse(
                Reason.TooManyVirtualFunctions,
                "%s: %s, and %s makes at most %d (sriov_totalvfs); lower the count"
                    .formatted(
                        plan.countField(),
                        share.first() == 0
                            ? share.count() + " virtual functions are asked for"
                            : "virtual functions %s are asked for, %d in all"
                                .formatted(share.range(), share.end()),
                        address,
                        sriov.totalVfs()),
                present(sriov).standing()));
  }

  private Optional<Refusal> driver(PciFunction card) {
    if (card.driver().isEmpty()) {
      return no(
          Reason.NotSriovCapable,
          "%s: %s has no driver, and only its driver can make virtual functions; load it"
              .formatted(plan.addressField(), address));
    }
    if (card.binding().vfio()) {
      return no(
          Reason.TakenByOthers,
          "%s: %s is itself passed through (driver %s); give it back to the host first"
              .formatted(plan.addressField(), address, card.driver().orElse("vfio-pci")));
    }
    return snapshot.drivers().contains(Planner.VFIO_PCI)
        ? Optional.empty()
        : no(
            Reason.DriverMissing,
            "%s: the driver vfio-pci is not loaded on this host (/sys/bus/pci/drivers/vfio-pci is absent); run modprobe vfio-pci and name it in /etc/modules-load.d"
                .formatted(entry.field("virtualFunctions")));
  }

  private Optional<Refusal> group(PciFunction card) {
    if (card.iommuGroup().isEmpty()) {
      return no(
          Reason.IommuMissing,
          "%s: %s has no IOMMU group; %s"
              .formatted(plan.addressField(), address, Reason.IommuMissing.advice()));
    }
    return NewFunctions.portInGroupOf(card, snapshot)
        .flatMap(port ->
            no(
                Reason.GroupNotIsolated,
                "%s: the port %s above %s does not isolate what is below it (no ACS): port, physical function and all its virtual functions share IOMMU group %d, and %s stays with the host; put the card into another slot"
                    .formatted(
                        plan.addressField(),
                        port,
                        address,
                        card.iommuGroup().orElseThrow(),
                        address)));
  }

  private PresentFunctionsRuling present(Sriov sriov) {
    return new PresentFunctionsRuling(plan, address, Division.of(address, sriov, basis));
  }

  private Optional<Refusal> no(Reason reason, String message) {
    return Optional.of(entry.refuse(reason, message));
  }
}
