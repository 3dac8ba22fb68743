package dev.passthrough.host.plan;

import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What this program has changed and not yet brought back: for each property the value that was
 * found. What is not in it was made by somebody else and is never undone.
 */
public record Ledger(List<Found> facts) {

  private static final Ledger EMPTY = new Ledger(List.of());

  public Ledger {
    facts = List.copyOf(facts);
  }

  public static Ledger empty() {
    return EMPTY;
  }

  /** What this and {@code other} hold. */
  public Ledger and(Ledger other) {
    return new Ledger(Stream.concat(facts.stream(), other.facts.stream()).toList());
  }

  /** The cards of which functions were given settings. */
  public SequencedSet<PciAddress> settingCards() {
    return only(it -> it.property() instanceof FunctionSetting).cards();
  }

  /** The value that {@code property} of {@code device} had; empty if it was not changed. */
  public Optional<String> found(PciAddress device, Property property) {
    return facts.stream().filter(it -> it.speaksOf(device, property)).map(Found::value).findFirst();
  }

  /** Whether the virtual functions of {@code card} were made by this program. */
  public boolean made(PciAddress card) {
    return found(card, Attribute.VIRTUAL_FUNCTIONS).isPresent();
  }

  /** The cards of which something is changed, sorted. */
  public SequencedSet<PciAddress> cards() {
    var cards = new TreeSet<PciAddress>();
    facts.forEach(it -> cards.add(it.card()));
    return cards;
  }

  /** The facts about {@code card} and its functions. */
  public List<Found> of(PciAddress card) {
    return facts.stream().filter(it -> it.card().equals(card)).toList();
  }

  /** The facts that {@code which} takes. */
  Ledger only(Predicate<Found> which) {
    return new Ledger(facts.stream().filter(which).toList());
  }

  /** The facts about these devices alone. */
  public Ledger about(Set<PciAddress> devices) {
    return new Ledger(facts.stream().filter(it -> devices.contains(it.device())).toList());
  }

  /** As it is before {@code step} changes a property that has the value {@code now}. */
  public Ledger before(DeviceStep step, String now) {
    if (found(step.device(), step.property()).isPresent()) {
      return this;
    }
    var more = new ArrayList<>(facts);
    more.add(new Found(step.device(), step.card(), step.property(), now));
    more.addAll(remembered(step));
    return new Ledger(more);
  }

  /** What {@code step} makes unreadable and what is needed to recognise the device. */
  private static List<Found> remembered(DeviceStep step) {
    return switch (step) {
      case UnbindDriver it -> note(it, Attribute.SERIAL, it.serial()).toList();
      case SetVgpuType it ->
          Stream.concat(
                  note(it, Attribute.VGPU_NAME, it.name()),
                  note(it, Attribute.VGPU_ENTRY, it.entry()))
              .toList();
      default -> List.of();
    };
  }

  private static Stream<Found> note(DeviceStep step, Attribute what, String text) {
    return text.isEmpty()
        ? Stream.of()
        : Stream.of(new Found(step.device(), step.card(), what, text));
  }

  /**
   * As it is once {@code step} is done: what is as it was found is forgotten, with a device's
   * driver its serial number, with a vGPU's type its name and its entry, and so is what was known
   * of virtual functions that no longer exist.
   */
  public Ledger after(DeviceStep step) {
    return new Ledger(facts.stream().filter(it -> !settledBy(step, it)).toList());
  }

  private boolean settledBy(DeviceStep step, Found fact) {
    var leader = leader(fact);
    if (leader.isPresent() && fact.speaksOf(step.device(), fact.property())) {
      return step.property() == leader.get()
          && found(step.device(), step.property()).filter(step.to()::equals).isPresent();
    }
    return fact.speaksOf(step.device(), step.property())
        ? fact.value().equals(step.to())
        : step.property() == Attribute.VIRTUAL_FUNCTIONS
            && fact.card().equals(step.device())
            && !fact.device().equals(step.device());
  }

  /** The facts that are true again in {@code snapshot}, whoever made them so. */
  public List<Found> settled(Snapshot snapshot) {
    return facts.stream()
        .filter(fact ->
            leader(fact)
                .map(leader ->
                    found(fact.device(), leader)
                        .filter(it -> !holds(fact.device(), leader, it, snapshot))
                        .isEmpty())
                .orElseGet(() -> holds(fact.device(), fact.property(), fact.value(), snapshot)))
        .toList();
  }

  private static Optional<Attribute> leader(Found fact) {
    return fact.property() instanceof Attribute it ? it.goesWith() : Optional.empty();
  }

  private static boolean holds(
      PciAddress device, Property property, String value, Snapshot snapshot) {
    return snapshot.function(device).filter(it -> property.in(it).equals(value)).isPresent();
  }

  /** Without these facts. */
  public Ledger without(List<Found> forgotten) {
    return new Ledger(facts.stream().filter(it -> !forgotten.contains(it)).toList());
  }
}
