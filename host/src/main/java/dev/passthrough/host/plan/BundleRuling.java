package dev.passthrough.host.plan;

import dev.passthrough.api.Companions;
import dev.passthrough.api.DeviceRequest;
import dev.passthrough.api.MediatedDevices;
import dev.passthrough.api.Reason;
import dev.passthrough.api.VirtualFunctions;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.verdict.Isolation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether a bundle can be had on this host as it is. */
final class BundleRuling {

  private final DevicePlan plan;
  private final Bundle bundle;
  private final Basis basis;

  BundleRuling(DevicePlan plan, Bundle bundle) {
    this.plan = plan;
    this.bundle = bundle;
    this.basis = plan.basis();
  }

  /** Why not; empty if it can. */
  Optional<Refusal> refuse() {
    return wantedTwice().or(this::group).or(this::companions).or(this::needed);
  }

  /** Of entries that want the same function none is the right one. */
  private Optional<Refusal> wantedTwice() {
    var devices =
        basis
            .rivals(plan.entry(), DeviceRequest.class)
            .filter(it -> it.kind().select() != null)
            .filter(it ->
                new DevicePlan(it.entry(), it.kind(), basis)
                    .bundles().stream().anyMatch(this::overlaps))
            .map(Basis.Rival::entry);
    var functions =
        basis
            .rivals(plan.entry(), VirtualFunctions.class)
            .filter(it -> isOrBelongsTo(it.kind().physicalFunction().address()))
            .map(Basis.Rival::entry);
    var parts =
        basis
            .rivals(plan.entry(), MediatedDevices.class)
            .filter(it -> isOrBelongsTo(it.kind().parent().address()))
            .map(Basis.Rival::entry);
    return Stream.of(devices, functions, parts)
        .flatMap(it -> it)
        .findFirst()
        .flatMap(rival ->
            no(
                Reason.InvalidSpec,
                "entry %s asks for %s, or what goes with it, too; leave it to one of them"
                    .formatted(rival.name(), bundle.asked().address())));
  }

  /** A group goes to one virtual machine, as a whole, whoever has its parts now. */
  private boolean overlaps(Bundle other) {
    var group = bundle.asked().iommuGroup();
    return other.members().stream().anyMatch(it -> bundle.has(it.address()))
        || (group.isPresent() && group.equals(other.asked().iommuGroup()));
  }

  private boolean isOrBelongsTo(String physicalFunction) {
    return PciAddress.parse(physicalFunction)
        .filter(card ->
            bundle.has(card)
                || bundle.members().stream()
                    .anyMatch(it -> it.physicalFunction().filter(card::equals).isPresent()))
        .isPresent();
  }

  private Optional<Refusal> group() {
    var verdict = bundle.verdict();
    if (verdict.isolation() == Isolation.NoGroup) {
      return no(
          Reason.IommuMissing,
          "%s has no IOMMU group; %s"
              .formatted(bundle.asked().address(), Reason.IommuMissing.advice()));
    }
    var inTheWay =
        Stream.concat(
                bundle.strangers().stream().map(PciAddress::toString),
                verdict.otherDevices().stream())
            .toList();
    return inTheWay.isEmpty()
        ? Optional.empty()
        : no(
            Reason.GroupNotIsolated,
            "%s shares IOMMU group %d with %s, which the host has. %s"
                .formatted(
                    bundle.asked().address(),
                    bundle.asked().iommuGroup().orElseThrow(),
                    String.join(", ", inTheWay),
                    verdict.remedies().stream()
                        .map(it -> it.text())
                        .findFirst()
                        .orElse(Reason.GroupNotIsolated.advice())));
  }

  private Optional<Refusal> companions() {
    var companions = bundle.verdict().companions();
    return companions.isEmpty() || plan.wanted().companions() == Companions.Together
        ? Optional.empty()
        : no(
            Reason.GroupNotIsolated,
            "%s goes only together with %s, functions of the same card in IOMMU group %d, and companions is Refuse; set it to Together"
                .formatted(
                    bundle.asked().address(),
                    PciAddress.list(companions),
                    bundle.asked().iommuGroup().orElseThrow()));
  }

  /** Whether the host can do without all of it; what a VFIO driver has, it does without already. */
  private Optional<Refusal> needed() {
    if (bundle.taken()) {
      return Optional.empty();
    }
    List<PciFunction> rest = bundle.members().stream().filter(it -> !it.binding().vfio()).toList();
    var objection =
        rest.stream().flatMap(it -> basis.permission().objection(it).stream()).findFirst();
    if (objection.isPresent()) {
      return objection.flatMap(it -> no(it.reason(), sentence(it)));
    }
    var held = basis.host().held(rest.stream().map(it -> it.address().toString()).toList());
    if (!held.isEmpty()) {
      return no(
          Reason.TakenByOthers,
          "%s in use; stop what has it"
              .formatted(held.stream().collect(Collectors.joining(", ", "", " is"))));
    }
    return basis.snapshot().drivers().contains(Planner.VFIO_PCI)
        ? Optional.empty()
        : no(
            Reason.DriverMissing,
            "the driver vfio-pci is not loaded on this host (/sys/bus/pci/drivers/vfio-pci is absent); run modprobe vfio-pci and name it in /etc/modules-load.d");
  }

  private String sentence(Permission.Objection objection) {
    return bundle.mates().isEmpty()
        ? objection.sentence()
        : objection.sentence()
            + "; "
            + bundle.members().stream()
                .map(it -> it.address().toString())
                .collect(Collectors.joining(", "))
            + " go together";
  }

  private Optional<Refusal> no(Reason reason, String sentence) {
    return Optional.of(plan.entry().refuse(reason, plan.field() + ": " + sentence));
  }
}
