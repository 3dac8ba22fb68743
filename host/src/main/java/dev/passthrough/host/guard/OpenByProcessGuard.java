package dev.passthrough.host.guard;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
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
}
