package dev.passthrough.host.guard;

import dev.passthrough.api.GuardReason;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.use.BlindSpot;
import dev.passthrough.host.use.HostUse;
import java.util.Optional;

/**
 * Its interface carries the default route or the one to the API server, belongs to a bond or
 * bridge, or is in another network namespace.
 */
final class NetworkInUseGuard implements Guard {

  @Override
  public Optional<Refusal> refusal(Snapshot snapshot, HostUse use, PciFunction function) {
    var networks = use.networks(function.address());
    if (!networks.isEmpty()) {
      return refusal(
          "The host's network needs it: " + Sentences.few(networks) + ".",
          "Move the route to another interface, or take this one out of its bond or bridge.");
    }
    return use.moved().contains(function.address())
        ? refusal(
            "Its interface is in another network namespace, such as a pod's.",
            "Stop what has it there, and the kernel gives it back.")
        : Optional.empty();
  }

  private static Optional<Refusal> refusal(String message, String whatLiftsIt) {
    return Optional.of(new Refusal(GuardReason.NetworkInUse, message, whatLiftsIt));
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
