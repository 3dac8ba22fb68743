package dev.passthrough.host.guard;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.use.HostUse;
import java.util.Optional;

/** One policy: whether a function must stay with the host. */
@FunctionalInterface
interface Guard {

  Optional<Refusal> refusal(Snapshot snapshot, HostUse use, PciFunction function);

  /** What it would have had to see to be sure of its silence; empty if it saw all of it. */
  default Optional<Unseen> unseen(HostUse use, PciFunction function) {
    return Optional.empty();
  }
}
