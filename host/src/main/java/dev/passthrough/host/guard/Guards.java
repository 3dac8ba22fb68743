package dev.passthrough.host.guard;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.use.HostUse;
import java.util.List;

/** All guards, the one that would hurt most first. */
public final class Guards {

  private static final List<Guard> ALL =
      List.of(
          new DiskInUseGuard(), // the host would lose a file system
          new NetworkInUseGuard(), // the node would be lost
          new BootDisplayGuard(), // the console would be lost
          new VirtualFunctionsGuard(), // others' functions would vanish
          new MediatedDevicesGuard(), // others' vGPUs would vanish
          new OpenByProcessGuard(), // unbinding would hang or break a process
          new NoResetGuard()); // the next VM would get it in an unknown state

  private Guards() {}

  /** Every guard's refusal of {@code function}; none for a bridge, which nobody passes through. */
  public static List<Refusal> refusals(Snapshot snapshot, HostUse use, PciFunction function) {
    if (function.isBridge()) {
      return List.of();
    }
    return ALL.stream().flatMap(guard -> guard.refusal(snapshot, use, function).stream()).toList();
  }

  /** What guards would have had to see of {@code function} and could not. */
  public static List<Unseen> unseen(HostUse use, PciFunction function) {
    return function.isBridge()
        ? List.of()
        : ALL.stream().flatMap(guard -> guard.unseen(use, function).stream()).toList();
  }
}
