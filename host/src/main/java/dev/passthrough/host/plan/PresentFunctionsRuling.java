package dev.passthrough.host.plan;

import dev.passthrough.api.Reason;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.verdict.Isolation;
import java.util.List;
import java.util.Optional;

/**
 * Whether the virtual functions that a card has already stand in the way of an entry: somebody
 * else's, some that are in use, or ones that cannot be parted.
 */
final class PresentFunctionsRuling {

  private final VirtualFunctionsPlan plan;
  private final Entry entry;
  private final Basis basis;
  private final Division division;
  private final PciAddress address;

  PresentFunctionsRuling(VirtualFunctionsPlan plan, PciAddress card, Division division) {
    this.plan = plan;
    this.entry = plan.entry();
    this.basis = plan.basis();
    this.division = division;
    this.address = card;
  }

  /** What the virtual functions that exist already stand in the way of. */
  Optional<Refusal> refuse() {
    var own = division.present(plan.wanted());
    if (division.sriov().numVfs() == 0) {
      return Optional.empty();
    }
    if (division.foreign()) {
      return foreign().or(() -> usedByHost(own)).or(() -> shared(own));
    }
    if (division.remakes()) {
      return needed(division.sriov().virtualFunctions());
    }
    return division.asWanted() || division.serves(plan.wanted())
        ? needed(own).or(() -> shared(own))
        : held();
  }

  private Optional<Refusal> foreign() {
    var sriov = division.sriov();
    if (division.whole() && plan.wanted().end() <= sriov.numVfs()) {
      return Optional.empty();
    }
    return no(
        Reason.TakenByOthers,
        "%s: %s has %d virtual functions that somebody else made (%s), and %d are asked for; ask for no more than %d, or remove them: echo 0 > /sys/bus/pci/devices/%s/sriov_numvfs"
            .formatted(
                plan.countField(),
                address,
                sriov.numVfs(),
                PciAddress.list(sriov.virtualFunctions()),
                plan.wanted().end(),
                sriov.numVfs(),
                address));
  }

  /** Ours, and the host took one of them into use since. */
  private Optional<Refusal> needed(List<PciAddress> functions) {
    return functions.stream()
        .flatMap(it -> basis.snapshot().function(it).stream())
        .filter(it -> it.driver().isPresent() && !it.binding().vfio())
        .flatMap(it -> basis.permission().objection(it).stream())
        .findFirst()
        .map(it ->
            entry.refuse(
                it.reason(), "%s: %s".formatted(plan.addressField(), it.sentence()), standing()));
  }

  private Optional<Refusal> held() {
    var holders = division.holders();
    return Optional.of(
        entry.refuse(
            Reason.InUse,
            "%s: going from %d to %d virtual functions removes all of them first, and %s in use; stop the virtual machines that have them"
                .formatted(
                    plan.countField(),
                    division.sriov().numVfs(),
                    division.wanted(),
                    String.join(", ", holders) + (holders.size() == 1 ? " is" : " are")),
            standing()));
  }

  private Optional<Refusal> usedByHost(List<PciAddress> functions) {
    return functions.stream()
        .flatMap(it -> basis.snapshot().function(it).stream())
        .filter(it -> it.driver().isPresent() && !it.binding().vfio())
        .findFirst()
        .flatMap(it ->
            no(
                Reason.TakenByOthers,
                "%s: the virtual functions of %s were made by somebody else, and the host uses %s (driver %s); unbind it first, or remove them all: echo 0 > /sys/bus/pci/devices/%s/sriov_numvfs"
                    .formatted(
                        plan.addressField(),
                        address,
                        it.address(),
                        it.driver().orElse(""),
                        address)));
  }

  private Optional<Refusal> shared(List<PciAddress> functions) {
    for (var function : functions) {
      var verdict = basis.verdicts().of(function).filter(it -> it.isolation() != Isolation.NoGroup);
      if (verdict.isEmpty()) {
        return no(
            Reason.IommuMissing,
            "%s: the virtual function %s has no IOMMU group; %s"
                .formatted(plan.addressField(), function, Reason.IommuMissing.advice()));
      }
      var others = verdict.orElseThrow().groupMates();
      if (!others.isEmpty()) {
        return no(
            Reason.GroupNotIsolated,
            "%s: the virtual function %s shares IOMMU group %d with %s; %s"
                .formatted(
                    plan.addressField(),
                    function,
                    basis.snapshot().function(function).orElseThrow().iommuGroup().orElseThrow(),
                    PciAddress.list(others),
                    Reason.GroupNotIsolated.advice()));
      }
    }
    return Optional.empty();
  }

  /** What a refused entry offered before and can go on offering. */
  List<Unit> standing() {
    return division.ours()
        ? division.standing(plan.wanted()).stream()
            .filter(this::offerable)
            .map(Unit::alone)
            .toList()
        : List.of();
  }

  private boolean offerable(PciAddress function) {
    return basis
        .snapshot()
        .function(function)
        .filter(it -> it.binding().vfio() && alone(function))
        .isPresent();
  }

  private boolean alone(PciAddress function) {
    return basis.verdicts().of(function).filter(it -> it.groupMates().isEmpty()).isPresent();
  }

  private Optional<Refusal> no(Reason reason, String message) {
    return Optional.of(entry.refuse(reason, message));
  }
}
