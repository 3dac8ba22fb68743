package dev.passthrough.agent;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.inventory.VitalSigns;
import dev.passthrough.host.pci.PciAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What devices tell of their own health, against how they were when VFIO got them: fatal errors of
 * the link since then, configuration space that does not answer, lanes lost. For a virtual function
 * its card tells, whichever driver has that. A device that VFIO lets go and gets again begins anew.
 * VFIO resets a device when a VM has let go of it, and says nothing of a reset that failed; what
 * answered before and does not afterwards tells. For the loop's thread.
 */
final class Vitals {

  /** By device, virtual functions too. */
  private final Map<PciAddress, VitalSigns> first = new HashMap<>();

  /** As they were seen last, of those that have their own: a virtual function's are its card's. */
  private final Map<PciAddress, VitalSigns> seen = new HashMap<>();

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
    seen.clear();
    var given = snapshot.functions().stream().filter(Vitals::given).toList();
    given.forEach(it -> {
      var teller = teller(it);
      if (!seen.containsKey(teller)) {
        snapshot.function(teller).ifPresent(found -> seen.put(teller, signs(found)));
      }
    });
    given.forEach(it -> {
      first.computeIfAbsent(it.address(), _ -> now(it));
      remember(it);
    });
  }

  /** Those of {@code functions} that VFIO has begin anew: they were made or given to it anew. */
  void forget(Set<String> functions) {
    first.keySet().removeIf(it -> functions.contains(it.toString()));
    last.keySet().retainAll(first.keySet());
  }

  /** The functions of which something would be seen. */
  Set<PciAddress> watched() {
    return Set.copyOf(seen.keySet());
  }

  /** Whether something of {@code now} is not as it was seen last. */
  boolean differ(Map<PciAddress, VitalSigns> now) {
    return now.entrySet().stream().anyMatch(it -> !it.getValue().equals(seen.get(it.getKey())));
  }

  private void remember(PciFunction function) {
    var holder = holders.get(function.address().toString());
    if (!now(function).silent()) {
      if (holder == null) {
        last.remove(function.address());
      } else {
        last.put(function.address(), holder);
      }
    }
  }

  /** Why {@code function} should be in no VM, as a clause that goes on from "is unhealthy:". */
  Optional<String> complaint(PciFunction function) {
    if (now(function).silent()) {
      return Optional.of(silence(function));
    }
    long fatal = now(function).fatalErrors() - baseline(function).fatalErrors();
    return fatal <= 0
        ? Optional.empty()
        : Optional.of(
            "%s has reported %d fatal PCI Express errors since VFIO got %s; once that is put right, unbind %s from its driver: it is bound again and begins anew"
                .formatted(
                    subject(function),
                    fatal,
                    function.isVirtualFunction() ? "this function" : "it",
                    function.isVirtualFunction() ? "this function" : "it"));
  }

  private String silence(PciFunction function) {
    var holder = last.get(function.address());
    return holder == null
            || function.isVirtualFunction()
            || holders.containsKey(function.address().toString())
        ? subject(function) + " does not answer: its configuration space reads as ones"
        : "its reset failed when %s gave it back: its configuration space reads as ones; a reset of the port above it or a power cycle may bring it back"
            .formatted(holder);
  }

  private static String subject(PciFunction function) {
    return function.physicalFunction().map(card -> "its card " + card).orElse("it");
  }

  /** What is worth knowing of VFIO's devices in {@code snapshot} and keeps none from a VM. */
  List<String> warnings(Snapshot snapshot) {
    return snapshot.functions().stream()
        .filter(it -> given(it) && !it.isVirtualFunction())
        .flatMap(it -> warning(it).stream())
        .toList();
  }

  private Optional<String> warning(PciFunction function) {
    var now = now(function).linkWidth();
    var then = baseline(function).linkWidth();
    return now.isPresent() && then.isPresent() && now.getAsInt() < then.getAsInt()
        ? Optional.of(
            "%s runs on %d lanes of its link; it had %d when VFIO got it"
                .formatted(function.address(), now.getAsInt(), then.getAsInt()))
        : Optional.empty();
  }

  private VitalSigns baseline(PciFunction function) {
    return first.getOrDefault(function.address(), now(function));
  }

  /** What is told for {@code function}; its own, which say nothing, where its card is not seen. */
  private VitalSigns now(PciFunction function) {
    return seen.getOrDefault(teller(function), signs(function));
  }

  /** Whose signs are those of {@code function}. */
  private static PciAddress teller(PciFunction function) {
    return function.physicalFunction().orElse(function.address());
  }

  private static VitalSigns signs(PciFunction function) {
    return VitalSigns.of(function.hardware());
  }

  private static boolean given(PciFunction function) {
    return function.binding().vfio();
  }
}
