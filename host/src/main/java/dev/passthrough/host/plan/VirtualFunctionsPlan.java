package dev.passthrough.host.plan;

import dev.passthrough.api.MediatedDevices;
import dev.passthrough.api.Reason;
import dev.passthrough.api.VirtualFunctions;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Setting;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Virtual functions of one card, made by this program. */
record VirtualFunctionsPlan(Entry entry, VirtualFunctions wanted, Basis basis)
    implements EntryPlan {

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
    return address().or(this::none).or(this::rival).or(this::divided).or(this::network);
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
        .filter(it -> it.kind().overlaps(wanted))
        .findFirst()
        .map(rival ->
            entry.refuse(
                Reason.InvalidSpec,
                "%s: virtual functions %s of %s are asked for, and entry %s asks for %s; give them ranges (first, count) that do not overlap"
                    .formatted(
                        entry.field("virtualFunctions.first"),
                        wanted.range(),
                        wanted.physicalFunction().address(),
                        rival.entry().name(),
                        rival.kind().range())));
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
    if (wanted.first() < 0) {
      return Optional.of(
          entry.refuse(
              Reason.InvalidSpec,
              "%s: %d is no index; the first virtual function is 0"
                  .formatted(entry.field("virtualFunctions.first"), wanted.first())));
    }
    return wanted.count() >= 1
        ? Optional.empty()
        : Optional.of(
            entry.refuse(
                Reason.InvalidSpec,
                "%s: %d is not possible; ask for 1 or more, or take the entry out"
                    .formatted(countField(), wanted.count())));
  }

  private Optional<Refusal> network() {
    var own = settings();
    return own.flaw()
        .map(it -> entry.refuse(Reason.InvalidSpec, entry.field("virtualFunctions." + it)))
        .or(() ->
            basis
                .rivals(entry, VirtualFunctions.class)
                .filter(it -> own.sharesMac(new FunctionSettings(it.kind())))
                .findFirst()
                .map(rival ->
                    entry.refuse(
                        Reason.InvalidSpec,
                        "%s: a function of entry %s would get the same address; begin where the other ends"
                            .formatted(
                                entry.field("virtualFunctions.network.macAddress"),
                                rival.entry().name()))));
  }

  FunctionSettings settings() {
    return new FunctionSettings(wanted);
  }

  /**
   * Everything about the card, but for its own driver: it stays with the host, undivided. Of its
   * functions not those that stay and that other entries have, or none.
   */
  @Override
  public boolean wants(Found fact) {
    return !MediatedPlan.divides(fact)
        && card().filter(fact.card()::equals).isPresent()
        && (fact.device().equals(fact.card())
            ? fact.property() == Attribute.VIRTUAL_FUNCTIONS
                || fact.property() == Attribute.DRIVERS_AUTOPROBE
            : division().filter(it -> !wants(fact, it)).isEmpty());
  }

  private boolean wants(Found fact, Division division) {
    int index = division.index(fact.device());
    return !division.keepsBeside(wanted, fact.device())
        && (!(fact.property() instanceof FunctionSetting it)
            || !wanted.has(index)
            || settings().at(index).containsKey(it.setting()));
  }

  private Optional<Division> division() {
    return card()
        .flatMap(card ->
            basis
                .snapshot()
                .function(card)
                .flatMap(PciFunction::sriov)
                .map(it -> Division.of(card, it, basis)));
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
    var division = division().orElseThrow();
    var way = new VirtualFunctionsSteps(card, division, basis);
    var functions = way.reach(wanted);
    var physical = basis.snapshot().function(card).orElseThrow();
    var unready = new ArrayList<PciAddress>();
    var settling = new ArrayList<DeviceStep>(way.steps());
    for (int i = 0; i < functions.size(); i++) {
      var function = functions.get(i);
      int index = wanted.first() + i;
      var now = division.remakes() ? Map.<Setting, String>of() : known(function);
      if (settings().lacks(index, now)) {
        unready.add(function);
        settling.addAll(new SettingSteps(physical, function, index).way(now, settings().at(index)));
      }
    }
    if (basis.host().privileged() || unready.isEmpty()) {
      return new Outcome(entry.offer(functions.stream().map(Unit::alone).toList()), settling);
    }
    var ready = functions.stream().filter(it -> !unready.contains(it)).map(Unit::alone).toList();
    return new Outcome(unsettled(unready, ready), way.steps());
  }

  private Map<Setting, String> known(PciAddress function) {
    return basis.snapshot().function(function).map(PciFunction::settings).orElse(Map.of());
  }

  private Refusal unsettled(List<PciAddress> unready, List<Unit> ready) {
    return entry.refuse(
        Reason.PrivilegeNeeded,
        "%s: %s is not known to have it, and is not offered before; run 'passthrough apply -f FILE' as root on the node, which speaks to the card's driver there"
            .formatted(
                entry.field(
                    wanted.nvme() == null ? "virtualFunctions.network" : "virtualFunctions.nvme"),
                PciAddress.list(unready)),
        ready);
  }
}
