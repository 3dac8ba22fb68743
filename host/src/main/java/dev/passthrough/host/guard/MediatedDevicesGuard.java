package dev.passthrough.host.guard;

import dev.passthrough.api.GuardReason;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.use.HostUse;
import java.util.Optional;

/** Mediated devices or a vGPU live on it and would vanish with its driver. */
final class MediatedDevicesGuard implements Guard {

  @Override
  public Optional<Refusal> refusal(Snapshot snapshot, HostUse use, PciFunction function) {
    return divided(function)
        ? Optional.of(
            new Refusal(
                GuardReason.MediatedDevicesHeld,
                "Mediated devices or a vGPU live on it.",
                "Stop the VMs that use them and remove the mediated devices."))
        : Optional.empty();
  }

  static boolean divided(PciFunction function) {
    return function
        .mediation()
        .filter(it ->
            !it.instances().isEmpty()
                || it.vgpu().filter(v -> v.current().orElse(0) != 0).isPresent())
        .isPresent();
  }
}
