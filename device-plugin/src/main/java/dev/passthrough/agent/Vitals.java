package dev.passthrough.agent;

import dev.passthrough.host.inventory.ErrorCounters;
import dev.passthrough.host.inventory.Link;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What devices tell of their own health, against how they were when VFIO got them: fatal errors of
 * the link since then, configuration space that does not answer, lanes lost. A device that VFIO
 * lets go and gets again begins anew. VFIO resets a device when a VM has let go of it, and says
 * nothing of a reset that failed; what answered before and does not afterwards tells. For the
 * loop's thread.
 */
final class Vitals {

  private final Map<PciAddress, Baseline> first = new HashMap<>();

  /** Who had a device last, of those that answered then. */
  private final Map<PciAddress, String> last = new HashMap<>();

  private Map<String, String> holders = Map.of();

  /**
   * Takes note of devices that VFIO has now and did not have before, and forgets the others.
   *
   * @param holders who has which device, by address
   */
  void see(Snapshot snapshot, Map<String, String> holders) {
    this.holders = holders;
    first.keySet().removeIf(it -> snapshot.function(it).filter(Vitals::given).isEmpty());
    last.keySet().retainAll(first.keySet());
    snapshot.functions().stream()
        .filter(Vitals::given)
        .forEach(it -> {
          first.computeIfAbsent(it.address(), _ -> Baseline.of(it));
          remember(it);
        });
  }

  private void remember(PciFunction function) {
    var holder = holders.get(function.address().toString());
    if (!function.hardware().silent()) {
      if (holder == null) {
        last.remove(function.address());
      } else {
        last.put(function.address(), holder);
      }
    }
  }

  /** Why {@code function} should be in no VM, as a clause that goes on from "is unhealthy:". */
  Optional<String> complaint(PciFunction function) {
    if (function.hardware().silent()) {
      var holder = last.get(function.address());
      return Optional.of(
          holder == null || holders.containsKey(function.address().toString())
              ? "it does not answer: its configuration space reads as ones"
              : "its reset failed when %s gave it back: its configuration space reads as ones; a reset of the port above it or a power cycle may bring it back"
                  .formatted(holder));
    }
    long fatal = Baseline.of(function).fatal() - baseline(function).fatal();
    return fatal <= 0
        ? Optional.empty()
        : Optional.of(
            "it has reported %d fatal PCI Express errors since VFIO got it; once that is put right, unbind it from its driver: it is bound again and begins anew"
                .formatted(fatal));
  }

  /** What is worth knowing of VFIO's devices in {@code snapshot} and keeps none from a VM. */
  List<String> warnings(Snapshot snapshot) {
    return snapshot.functions().stream()
        .filter(Vitals::given)
        .flatMap(it -> warning(it).stream())
        .toList();
  }

  private Optional<String> warning(PciFunction function) {
    var now = Baseline.of(function).width();
    var then = baseline(function).width();
    return now.isPresent() && then.isPresent() && now.getAsInt() < then.getAsInt()
        ? Optional.of(
            "%s runs on %d lanes of its link; it had %d when VFIO got it"
                .formatted(function.address(), now.getAsInt(), then.getAsInt()))
        : Optional.empty();
  }

  private Baseline baseline(PciFunction function) {
    return first.getOrDefault(function.address(), Baseline.of(function));
  }

  private static boolean given(PciFunction function) {
    return function.binding().vfio();
  }

  /**
   * @param fatal errors since the machine started
   * @param width lanes in use
   */
  private record Baseline(long fatal, OptionalInt width) {

    static Baseline of(PciFunction function) {
      var hardware = function.hardware();
      return new Baseline(
          hardware.errors().map(ErrorCounters::fatal).orElse(0L),
          hardware.link().map(Link::width).orElse(OptionalInt.empty()));
    }
  }
}
