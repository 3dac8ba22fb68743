package dev.passthrough.host.guard;

import dev.passthrough.api.GuardReason;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciClass;
import dev.passthrough.host.use.BlindSpot;
import dev.passthrough.host.use.HostUse;
import java.util.Optional;

/** A process has it open: taking the driver away would wait for that process, or break it. */
final class OpenByProcessGuard implements Guard {

  @Override
  public Optional<Refusal> refusal(Snapshot snapshot, HostUse use, PciFunction function) {
    var holders = use.holders(function.address());
    return holders.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                GuardReason.OpenByProcess,
                "It is open: " + Sentences.few(holders) + ".",
                "Stop the processes that the message names."));
  }

  @Override
  public Optional<Unseen> unseen(HostUse use, PciFunction function) {
    return mayBeOpen(use, function)
        ? use.blindSpot(BlindSpot.Kind.OpenFiles)
            .map(it -> new Unseen(GuardReason.OpenByProcess, "whether a process has it open", it))
        : Optional.empty();
  }

  /** NVIDIA's driver makes its nodes without telling /sys of them. */
  private static boolean mayBeOpen(HostUse use, PciFunction function) {
    return function.driver().isPresent()
        && (use.exposed().mayHaveNodes(function.address())
            || function.ids().pciClass().filter(PciClass::display).isPresent());
  }
}
