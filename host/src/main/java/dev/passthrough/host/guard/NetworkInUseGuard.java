package dev.passthrough.host.guard;

import dev.passthrough.api.GuardReason;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.use.BlindSpot;
import dev.passthrough.host.use.HostUse;
import java.util.Optional;

/**
 * Its interface carries the default route or the one to the API server, or belongs to a bond or
 * bridge.
 */
final class NetworkInUseGuard implements Guard {

  @Override
  public Optional<Refusal> refusal(Snapshot snapshot, HostUse use, PciFunction function) {
    var networks = use.networks(function.address());
    return networks.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                GuardReason.NetworkInUse,
                "The host's network needs it: " + Sentences.few(networks) + ".",
                "Move the route to another interface, or take this one out of its bond or"
                    + " bridge."));
  }

  @Override
  public Optional<Unseen> unseen(HostUse use, PciFunction function) {
    var routes =
        function.identity().interfaces().isEmpty()
            ? Optional.<BlindSpot>empty()
            : use.blindSpot(BlindSpot.Kind.Routes);
    var server =
        use.exposed().routed().contains(function.address())
            ? use.blindSpot(BlindSpot.Kind.ApiServer)
            : Optional.<BlindSpot>empty();
    return routes
        .or(() -> server)
        .map(it -> new Unseen(GuardReason.NetworkInUse, "whether the host's network needs it", it));
  }
}
