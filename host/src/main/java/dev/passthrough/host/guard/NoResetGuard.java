package dev.passthrough.host.guard;

import dev.passthrough.api.GuardReason;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.use.HostUse;
import java.util.List;
import java.util.Optional;

/**
 * Nothing brings it back to a known state between two VMs.
 *
 * <p>The kernel shows {@code reset_method} only where it has one (reset_method_attr_is_visible in
 * drivers/pci/pci.c, since 5.15), so that absence counts only where other functions have the file.
 * It asks what is possible when a function appears, and the first one on a bus then still seems
 * alone: its {@code bus} is refused later, when it has neighbours (pci_init_reset_methods and
 * pci_parent_bus_reset there). Two cases are no lack: a virtual function, which resets itself by
 * the specification, and a card of several functions alone on its bus and in one IOMMU group, which
 * VFIO resets as a whole: whoever asks for it must have all of the bus (VFIO_DEVICE_PCI_HOT_RESET
 * in include/uapi/linux/vfio.h), and what goes together is a group.
 */
final class NoResetGuard implements Guard {

  private static final List<String> BUS_ONLY = List.of("bus");
  private static final String KNOW_ANOTHER =
      "A newer kernel or the maker's reset module may know one; write 'default' to reset_method if"
          + " it was emptied by hand.";

  @Override
  public Optional<Refusal> refusal(Snapshot snapshot, HostUse use, PciFunction function) {
    var methods = function.hardware().resetMethods();
    var onBus = snapshot.onBusOf(function.address());
    if ((function.isVirtualFunction() && methods.isEmpty()) || resetsAsCard(onBus, function)) {
      return Optional.empty();
    }
    return complaint(snapshot, function, methods, onBus);
  }

  private static Optional<Refusal> complaint(
      Snapshot snapshot,
      PciFunction function,
      Optional<List<String>> methods,
      List<PciFunction> onBus) {
    if (methods.isEmpty()) {
      return snapshot.resetMethodsShown()
          ? refuse("The kernel knows no way to reset it (it has no reset_method).", KNOW_ANOTHER)
          : Optional.empty();
    }
    if (methods.orElseThrow().isEmpty()) {
      return refuse("Every way to reset it is switched off (reset_method is empty).", KNOW_ANOTHER);
    }
    return methods.orElseThrow().equals(BUS_ONLY)
        ? onBus.stream()
            .filter(it -> !it.address().equals(function.address()))
            .findFirst()
            .flatMap(neighbour ->
                refuse(
                    "Only with its whole bus could it be reset (reset_method is 'bus'), and %s is on that bus too."
                        .formatted(neighbour.address()),
                    neighbour.address().sameSlot(function.address())
                        ? "An IOMMU group for the whole card, as the kernel makes it without an ACS"
                            + " override: its functions then go together and are reset together."
                        : "Another slot, where it is alone."))
        : Optional.empty();
  }

  private static Optional<Refusal> refuse(String message, String whatLiftsIt) {
    return Optional.of(new Refusal(GuardReason.NoReset, message, whatLiftsIt));
  }

  private static boolean resetsAsCard(List<PciFunction> onBus, PciFunction function) {
    return function.placement().upstream().isPresent()
        && onBus.size() > 1
        && onBus.stream()
            .allMatch(it ->
                it.address().sameSlot(function.address())
                    && it.iommuGroup().equals(function.iommuGroup()));
  }
}
