package dev.passthrough.host.plan;

import dev.passthrough.api.MediatedDevices;
import dev.passthrough.api.Reason;
import dev.passthrough.api.VirtualFunctions;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.pci.PciAddress;
import java.util.Optional;

/** Virtual functions of one card, made by this program. */
record VirtualFunctionsPlan(Entry entry, VirtualFunctions wanted, Basis basis)
    implements EntryPlan {

  int count() {
    return wanted.count();
  }

  /** The physical function; empty if what the entry says is no address. */
  Optional<PciAddress> card() {
    return PciAddress.parse(wanted.physicalFunction().address());
  }

  String addressField() {
    return entry.field("virtualFunctions.physicalFunction.address");
  }

  String countField() {
    return entry.field("virtualFunctions.count");
  }

  @Override
  public Optional<Refusal> invalid() {
    return address().or(this::rival).or(this::divided).or(this::none);
  }

  private Optional<Refusal> address() {
    return card().isPresent()
        ? Optional.empty()
        : Optional.of(
            entry.refuse(
                Reason.InvalidSpec,
                "%s: %s is no PCI address; write it as lspci -D prints it, such as 0000:01:00.0"
                    .formatted(addressField(), wanted.physicalFunction().address())));
  }

  private Optional<Refusal> rival() {
    return basis
        .rivals(entry, VirtualFunctions.class)
        .filter(it -> PciAddress.parse(it.kind().physicalFunction().address()).equals(card()))
        .findFirst()
        .map(rival ->
            entry.refuse(
                Reason.InvalidSpec,
                "%s: entry %s asks for virtual functions of %s too; one entry for each physical function"
                    .formatted(
                        addressField(),
                        rival.entry().name(),
                        wanted.physicalFunction().address())));
  }

  private Optional<Refusal> divided() {
    return basis
        .rivals(entry, MediatedDevices.class)
        .filter(it -> PciAddress.parse(it.kind().parent().address()).equals(card()))
        .findFirst()
        .map(rival ->
            entry.refuse(
                Reason.InvalidSpec,
                "%s: entry %s divides %s; its virtual functions cannot be given away besides"
                    .formatted(
                        addressField(),
                        rival.entry().name(),
                        wanted.physicalFunction().address())));
  }

  private Optional<Refusal> none() {
    return count() >= 1
        ? Optional.empty()
        : Optional.of(
            entry.refuse(
                Reason.InvalidSpec,
                "%s: %d is not possible; ask for 1 or more, or take the entry out"
                    .formatted(countField(), count())));
  }

  /** Everything about the card, but for its own driver: it stays with the host, undivided. */
  @Override
  public boolean wants(Found fact) {
    return !MediatedPlan.divides(fact)
        && card().filter(fact.card()::equals).isPresent()
        && (!fact.device().equals(fact.card())
            || fact.property() == Attribute.VIRTUAL_FUNCTIONS
            || fact.property() == Attribute.DRIVERS_AUTOPROBE);
  }

  @Override
  public Outcome outcome() {
    var card = card().orElseThrow();
    return new VirtualFunctionsRuling(this, card)
        .refuse()
        .map(Outcome::refused)
        .orElseGet(() -> reach(card));
  }

  private Outcome reach(PciAddress card) {
    var snapshot = basis.snapshot();
    var sriov = snapshot.function(card).flatMap(PciFunction::sriov).orElseThrow();
    var way = new VirtualFunctionsSteps(card, sriov, snapshot);
    var functions = way.reach(count());
    return new Outcome(entry.offer(functions.stream().map(Unit::alone).toList()), way.steps());
  }
}
