package dev.passthrough.host.plan;

import dev.passthrough.api.GuardOverride;
import dev.passthrough.api.GuardReason;
import dev.passthrough.api.Reason;
import dev.passthrough.host.guard.Guards;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.pci.PciAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether the host can do without a function: guards, what could not be seen, and what an admin put
 * aside meet here and nowhere else.
 */
final class Permission {

  /** Why not. */
  record Objection(Reason reason, String sentence) {}

  private final Observed host;
  private final List<GuardOverride> overrides;

  Permission(Observed host, List<GuardOverride> overrides) {
    this.host = host;
    this.overrides = overrides;
  }

  /** Why the host keeps {@code function}; empty if it may be taken. */
  Optional<Objection> objection(PciFunction function) {
    return Stream.concat(refusals(function, Set.of()), unseen(function)).findFirst();
  }

  /**
   * Why the host keeps {@code function} though giving it back takes it from its driver; empty if it
   * may be. What the next virtual machine would need of it is no reason then.
   */
  Optional<Objection> objectionToUndoing(PciFunction function) {
    return Stream.concat(refusals(function, Set.of(GuardReason.NoReset)), unseen(function))
        .findFirst();
  }

  private Stream<Objection> refusals(PciFunction function, Set<GuardReason> unasked) {
    return Guards.refusals(host.snapshot(), host.use(), function).stream()
        .filter(it -> !unasked.contains(it.reason()))
        .filter(it -> !overridden(function.address(), it.reason()))
        .map(it ->
            new Objection(
                Reason.NeededByHost,
                "%s stays with the host (%s). %s %s If you know better, put %s aside for it in spec.overrides"
                    .formatted(
                        function.address(),
                        it.reason(),
                        it.message(),
                        it.whatLiftsIt(),
                        it.reason())));
  }

  private Stream<Objection> unseen(PciFunction function) {
    return Guards.unseen(host.use(), function).stream()
        .filter(it -> !overridden(function.address(), it.guard()))
        .map(it ->
            new Objection(
                Reason.UseUnknown,
                "%s stays with the host: %s could not be seen (%s). Root on the node sees it: a privileged pod of the operator's (condition PrivilegedWork) or passthrough apply; or put %s aside for it in spec.overrides"
                    .formatted(
                        function.address(), it.question(), it.blindSpot().text(), it.guard())));
  }

  private boolean overridden(PciAddress address, GuardReason guard) {
    return overrides.stream()
        .anyMatch(it -> it.guard() == guard && it.address().equals(address.toString()));
  }
}
