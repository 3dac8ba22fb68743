package dev.passthrough.host.plan;

import dev.passthrough.api.Reason;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The steps from a host as it is to a host as asked, in order. A plan that has been carried out
 * plans to nothing.
 *
 * @param answers one for each entry of the spec, in its order
 * @param kept what would be undone if it were not in use
 * @param notices what keeps the host itself from being as asked
 * @param disturbances what its steps take away from somebody
 */
public record Plan(
    List<Step> steps,
    List<Answer> answers,
    List<Kept> kept,
    List<Notice> notices,
    List<Disturbance> disturbances) {

  public Plan {
    steps = List.copyOf(steps);
    answers = List.copyOf(answers);
    kept = List.copyOf(kept);
    notices = List.copyOf(notices);
    disturbances = List.copyOf(disturbances);
  }

  /** A plan of which nobody knows whom it disturbs. */
  public Plan(List<Step> steps, List<Answer> answers, List<Kept> kept, List<Notice> notices) {
    this(steps, answers, kept, notices, List.of());
  }

  /** A plan that leaves the host itself alone. */
  public Plan(List<Step> steps, List<Answer> answers, List<Kept> kept) {
    this(steps, answers, kept, List.of());
  }

  /** Whether the host itself is to be changed once no device is in use. */
  public boolean waitsForHolders() {
    return notices.stream().anyMatch(it -> it.reason() == Reason.InUse);
  }

  /** A plan of steps alone. */
  public static Plan of(List<? extends Step> steps) {
    return new Plan(List.copyOf(steps), List.of(), List.of());
  }

  /**
   * The same with the host prepared first, and rebooted at last if {@code preparation} ends so.
   *
   * @param preparation in order
   */
  public Plan after(List<HostStep> preparation, List<Notice> more) {
    var before = preparation.stream().filter(it -> !(it instanceof Reboot)).toList();
    var last = preparation.stream().filter(Reboot.class::isInstance);
    return new Plan(
        Stream.of(before.stream(), steps.stream(), last).<Step>flatMap(it -> it).toList(),
        answers,
        kept,
        Stream.concat(notices.stream(), more.stream()).toList(),
        disturbances.stream().map(it -> it.later(before.size())).toList());
  }

  /** The same without the steps that {@code others} carry out. */
  public Plan without(Collection<Step> others) {
    var rest = new ArrayList<Step>();
    var less = new ArrayList<Disturbance>();
    for (int i = 0; i < steps.size(); i++) {
      int index = i;
      if (!others.contains(steps.get(i))) {
        int now = rest.size();
        disturbances.stream()
            .filter(it -> it.step() == index)
            .forEach(it -> less.add(it.later(now - index)));
        rest.add(steps.get(i));
      }
    }
    return new Plan(rest, answers, kept, notices, less);
  }

  /** Whether its last step reboots the host. */
  public boolean reboots() {
    return steps.stream().anyMatch(Reboot.class::isInstance);
  }

  /** Whether there is nothing to change. */
  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /** Whether there is nothing to change, and nothing that is asked for is refused or kept. */
  public boolean isSettled() {
    return isEmpty() && kept.isEmpty() && notices.isEmpty() && refusals().isEmpty();
  }

  /**
   * SHA-256 over the steps, 64 lower-case hex digits; two plans with the same hash do exactly the
   * same.
   */
  public String hash() {
    return Canonical.hash(steps);
  }

  /** The devices that its steps take away from somebody, in order. */
  public List<String> taken() {
    return disturbances.stream().flatMap(it -> it.devices().stream()).toList();
  }

  /**
   * The devices of {@code snapshot} that leave their driver or cease to exist in its steps, whoever
   * has them: addresses, and UUIDs of mediated devices.
   */
  public Set<String> disturbed(Snapshot snapshot) {
    return Undo.disturbed(deviceSteps(), snapshot);
  }

  public List<Offer> offers() {
    return answers.stream()
        .flatMap(it -> it instanceof Offer offer ? Stream.of(offer) : Stream.of())
        .toList();
  }

  public List<Refusal> refusals() {
    return answers.stream()
        .flatMap(it -> it instanceof Refusal refusal ? Stream.of(refusal) : Stream.of())
        .toList();
  }

  /** The steps that change a device, in order. */
  public List<DeviceStep> deviceSteps() {
    return steps.stream()
        .flatMap(step ->
            switch (step) {
              case DeviceStep it -> Stream.of(it);
              case HostStep _ -> Stream.<DeviceStep>empty();
            })
        .toList();
  }

  /** The steps on {@code card}, in order. */
  public List<DeviceStep> stepsOf(PciAddress card) {
    return deviceSteps().stream().filter(it -> it.card().equals(card)).toList();
  }
}
