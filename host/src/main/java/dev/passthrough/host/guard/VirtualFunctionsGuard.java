package dev.passthrough.host.guard;

import dev.passthrough.api.GuardReason;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.use.HostUse;
import java.util.List;
import java.util.Optional;

/** It has virtual functions, which vanish with its driver; those in use are named. */
final class VirtualFunctionsGuard implements Guard {

  @Override
  public Optional<Refusal> refusal(Snapshot snapshot, HostUse use, PciFunction function) {
    return function
        .sriov()
        .filter(sriov -> sriov.numVfs() > 0)
        .map(sriov -> {
          var inUse = inUse(snapshot, use, sriov.virtualFunctions());
          var message =
              "Its %d virtual functions would vanish with its driver".formatted(sriov.numVfs());
          return new Refusal(
              GuardReason.VirtualFunctionsHeld,
              inUse.isEmpty() ? message + "." : message + "; in use: " + Sentences.few(inUse) + ".",
              "Stop what uses them, then write 0 to its sriov_numvfs.");
        });
  }

  private static List<String> inUse(Snapshot snapshot, HostUse use, List<PciAddress> functions) {
    return functions.stream().flatMap(vf -> use(snapshot, use, vf).stream()).toList();
  }

  private static Optional<String> use(Snapshot snapshot, HostUse use, PciAddress vf) {
    var holder = use.holders(vf).stream().findFirst().map(h -> vf + " by " + h);
    return holder
        .or(() -> use.networks(vf).stream().findFirst().map(text -> vf + ", " + text))
        .or(() ->
            Optional.of(vf + ", its interface is in another network namespace")
                .filter(it -> use.moved().contains(vf)))
        .or(() -> use.disks(vf).stream().findFirst().map(text -> vf + ", " + text))
        .or(() ->
            snapshot
                .function(vf)
                .filter(MediatedDevicesGuard::divided)
                .map(it -> vf + " for a virtual GPU"));
  }
}
