package dev.passthrough.host.guard;

import dev.passthrough.api.GuardReason;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.use.BlindSpot;
import dev.passthrough.host.use.HostUse;
import java.util.Optional;

/**
 * A disk below it is mounted, swapped to, or part of LVM, RAID, ZFS, multipath or anything else
 * that has a use.
 */
final class DiskInUseGuard implements Guard {

  @Override
  public Optional<Refusal> refusal(Snapshot snapshot, HostUse use, PciFunction function) {
    var disks = use.disks(function.address());
    return disks.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                GuardReason.DiskInUse,
                "A disk on it is in use: " + Sentences.few(disks) + ".",
                "Unmount it, switch the swap off, and take it out of its volume group, RAID or"
                    + " pool."));
  }

  @Override
  public Optional<Unseen> unseen(HostUse use, PciFunction function) {
    return use.exposed().disks().contains(function.address())
        ? use.blindSpot(BlindSpot.Kind.Mounts)
            .map(it -> new Unseen(GuardReason.DiskInUse, "whether a disk on it is in use", it))
        : Optional.empty();
  }
}
