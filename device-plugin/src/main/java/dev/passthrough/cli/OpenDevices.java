package dev.passthrough.cli;

import dev.passthrough.host.inventory.Mediation;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.use.Holder;
import dev.passthrough.host.use.HostUse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who has which device, where no kubelet says it: the processes that have a node of it open. */
final class OpenDevices {

  private OpenDevices() {}

  /** By address, and by UUID for a mediated device of which its group or itself is open. */
  static Map<String, String> of(Snapshot snapshot, HostUse use) {
    var open = new TreeMap<String, String>();
    for (var function : snapshot.functions()) {
      var holders = use.holders(function.address());
      holders.stream()
          .findFirst()
          .ifPresent(it -> open.put(function.address().toString(), it.toString()));
      for (var instance : instances(function)) {
        holders.stream()
            .filter(it -> has(it, instance))
            .findFirst()
            .ifPresent(it -> open.put(instance.uuid(), it.toString()));
      }
    }
    return open;
  }

  private static Iterable<Mediation.Instance> instances(PciFunction function) {
    return function.mediation().map(Mediation::instances).orElse(List.of());
  }

  /** By the node of its group, or by its own. */
  private static boolean has(Holder holder, Mediation.Instance instance) {
    return holder.node().equals("/dev/vfio/" + instance.iommuGroup().orElse(-1))
        || instance
            .vfioDevice()
            .filter(it -> holder.node().equals("/dev/vfio/devices/" + it))
            .isPresent();
  }
}
