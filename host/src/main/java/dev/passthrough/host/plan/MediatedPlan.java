package dev.passthrough.host.plan;

import dev.passthrough.api.MediatedDevices;
import dev.passthrough.api.Reason;
import dev.passthrough.api.VirtualFunctions;
import dev.passthrough.host.inventory.Mediation;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Sriov;
import dev.passthrough.host.pci.PciAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Parts of a card: mediated devices, or virtual GPUs on its virtual functions. Which of the two the
 * card's driver decides; an entry is the same for both.
 */
record MediatedPlan(Entry entry, MediatedDevices wanted, Basis basis) implements EntryPlan {

  /** Whether {@code fact} is about parts of a device. */
  static boolean divides(Found fact) {
    return fact.property() instanceof MediatedDevice
        || fact.property() == Attribute.VGPU_TYPE
        || fact.property() == Attribute.VGPU_NAME
        || fact.property() == Attribute.VGPU_ENTRY;
  }

  @Override
  public Optional<Refusal> invalid() {
    if (card().isEmpty()) {
      return no(
          Reason.InvalidSpec,
          "parent.address",
          "%s is no PCI address; write it as lspci -D prints it, such as 0000:01:00.0"
              .formatted(wanted.parent().address()));
    }
    if (wanted.count() < 1) {
      return no(
          Reason.InvalidSpec,
          "count",
          "%d is not possible; ask for 1 or more, or take the entry out".formatted(wanted.count()));
    }
    if (basis.host().node().isEmpty()) {
      return no(
          Reason.InvalidSpec,
          "parent",
          "the object has no metadata.name, which the devices' UUIDs are made of; give it the node's name");
    }
    return basis
        .rivals(entry, VirtualFunctions.class)
        .filter(it -> PciAddress.parse(it.kind().physicalFunction().address()).equals(card()))
        .findFirst()
        .flatMap(rival ->
            no(
                Reason.InvalidSpec,
                "parent.address",
                "entry %s gives the virtual functions of %s away; leave the card to one of them"
                    .formatted(rival.entry().name(), wanted.parent().address())));
  }

  @Override
  public boolean wants(Found fact) {
    return divides(fact)
        && card().filter(fact.card()::equals).isPresent()
        && (fact.property() instanceof MediatedDevice it
            ? new MediatedSteps(this).owns(it.uuid())
            : new VgpuSteps(this).keeps(fact.device()));
  }

  @Override
  public Outcome outcome() {
    var card = card().orElseThrow();
    if (basis.snapshot().function(card).isEmpty()) {
      return refused(
          Reason.DeviceNotFound,
          "parent.address",
          "this host has no PCI function %s; compare with lspci -D on it".formatted(card));
    }
    if (parents().isEmpty()) {
      return refused(Reason.NotDivisible, "parent.address", notDivisible(card));
    }
    return parents().stream().anyMatch(it -> vgpu(it).isPresent())
        ? new VgpuSteps(this).outcome()
        : new MediatedSteps(this).outcome();
  }

  private String notDivisible(PciAddress card) {
    boolean empty =
        basis
            .snapshot()
            .function(card)
            .flatMap(PciFunction::sriov)
            .filter(it -> it.numVfs() == 0)
            .isPresent();
    return empty
        ? "%s offers no types and has no virtual functions; NVIDIA's cards make virtual GPUs on those, which its vGPU host driver enables: /usr/lib/nvidia/sriov-manage -e %s"
            .formatted(card, card)
        : "%s offers no types (it has no mdev_supported_types, and no virtual function with nvidia/creatable_vgpu_types); load the driver that divides it"
            .formatted(card);
  }

  /** The function that the entry names; empty if that is no address. */
  Optional<PciAddress> card() {
    return PciAddress.parse(wanted.parent().address());
  }

  /** What can be divided: the card, then its virtual functions in order. */
  List<PciFunction> parents() {
    var snapshot = basis.snapshot();
    var card = card().flatMap(snapshot::function);
    var functions = card.flatMap(PciFunction::sriov).map(Sriov::virtualFunctions).orElse(List.of());
    return Stream.concat(
            card.stream(), functions.stream().flatMap(it -> snapshot.function(it).stream()))
        .filter(it ->
            it.mediation().filter(m -> !m.types().isEmpty() || m.vgpu().isPresent()).isPresent())
        .toList();
  }

  static Optional<Mediation.Vgpu> vgpu(PciFunction function) {
    return function.mediation().flatMap(Mediation::vgpu);
  }

  /** Whether the entry asks for the type with this id or name; KubeVirt writes '_' for blanks. */
  boolean asksFor(String id, Optional<String> name) {
    var type = wanted.type();
    return id.equals(type)
        || name.filter(
                it -> it.equalsIgnoreCase(type) || it.replace(' ', '_').equalsIgnoreCase(type))
            .isPresent();
  }

  /**
   * What entries before this one ask for of the same card and the type with this id and name. They
   * have the first say over what is there already.
   */
  List<MediatedPlan> earlier(String id, Optional<String> name) {
    return alike(basis.earlier(entry, MediatedDevices.class), id, name);
  }

  /** What all other entries ask for of the same card and the type with this id and name. */
  List<MediatedPlan> others(String id, Optional<String> name) {
    return alike(basis.rivals(entry, MediatedDevices.class), id, name);
  }

  private List<MediatedPlan> alike(
      Stream<Basis.Rival<MediatedDevices>> rivals, String id, Optional<String> name) {
    return rivals
        .map(it -> new MediatedPlan(it.entry(), it.kind(), basis))
        .filter(it -> it.card().equals(card()) && it.asksFor(id, name))
        .toList();
  }

  Outcome refused(Reason reason, String field, String sentence) {
    return Outcome.refused(no(reason, field, sentence).orElseThrow());
  }

  private Optional<Refusal> no(Reason reason, String field, String sentence) {
    return Optional.of(
        entry.refuse(
            reason, "%s: %s".formatted(entry.field("mediatedDevices." + field), sentence)));
  }
}
