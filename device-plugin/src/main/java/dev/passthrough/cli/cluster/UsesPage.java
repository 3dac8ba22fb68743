package dev.passthrough.cli.cluster;

import dev.passthrough.api.DeviceUse;
import dev.passthrough.api.PassthroughNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** {@code who-uses}: the holders of a resource's devices, and how many are free. */
final class UsesPage {

  private UsesPage() {}

  /** Prints who has the devices; false if no node offers any. */
  static boolean print(List<PassthroughNode> objects, String resource, PrintWriter out) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NODE", "DEVICE", "USED BY"));
    boolean any = false;
    int free = 0;
    int all = 0;
    for (var object : objects) {
      for (var offered : Objects.resources(object)) {
        if (offered.resourceName().equals(resource)) {
          any = true;
          all += offered.capacity();
          free += Math.max(0, offered.allocatable() - offered.inUse().size());
          offered
              .inUse()
              .forEach(
                  it -> rows.add(List.of(object.getMetadata().getName(), it.device(), who(it))));
        }
      }
    }
    if (rows.size() > 1) {
      Columns.print(rows, out);
    }
    if (any) {
      out.printf("%d of %d devices are free.%n", free, all);
    }
    return any;
  }

  /** A pod, and the virtual machine in it. */
  static String who(DeviceUse use) {
    return use.virtualMachine() == null
        ? use.pod()
        : "%s (virtual machine %s)".formatted(use.pod(), use.virtualMachine());
  }
}
