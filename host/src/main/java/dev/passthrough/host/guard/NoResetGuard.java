package dev.passthrough.host.guard;

import dev.passthrough.api.GuardReason;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.use.HostUse;
import java.util.Optional;

/**
 * Nothing brings it back to a known state between two VMs.
 *
 * <p>The kernel shows {@code reset_method} only where it has one (reset_method_attr_is_visible in
 * drivers/pci/pci.c, since 5.15), so that absence counts only where other functions have the file.
 * Two cases are no lack: a virtual function, which resets itself by the specification, and a card
 * of several functions alone on its bus, which VFIO resets as a whole (VFIO_DEVICE_PCI_HOT_RESET).
 */
final class NoResetGuard implements Guard {

  @Override
  public Optional<Refusal> refusal(Snapshot snapshot, HostUse use, PciFunction function) {
    var methods = function.hardware().resetMethods();
    if (methods.filter(m -> !m.isEmpty()).isPresent()) {
      return Optional.empty();
    }
    boolean told =
        methods.isPresent() || (!function.isVirtualFunction() && snapshot.resetMethodsShown());
    return told && !resetsAsCard(snapshot, function)
        ? Optional.of(
            new Refusal(
                GuardReason.NoReset,
                methods.isPresent()
                    ? "Every way to reset it is switched off (reset_method is empty)."
                    : "The kernel knows no way to reset it (it has no reset_method).",
                "A newer kernel or the maker's reset module may know one; write 'default' to"
                    + " reset_method if it was emptied by hand."))
        : Optional.empty();
  }

  private static boolean resetsAsCard(Snapshot snapshot, PciFunction function) {
    var onBus = snapshot.onBusOf(function.address());
    return function.placement().upstream().isPresent()
        && onBus.size() > 1
        && onBus.stream().allMatch(f -> f.address().sameSlot(function.address()));
  }
}
