package dev.passthrough.host.plan;

import dev.passthrough.host.inventory.PciFunction;
import java.util.ArrayList;
import java.util.List;

/**
 * The way of a bundle from the host to VFIO: all out of their drivers, then all bound, because a
 * group that is half the host's can be given to nobody. {@code driver_override} names one device;
 * {@code new_id} would name every device of its kind, now and later.
 */
final class BundleSteps {

  private BundleSteps() {}

  /** What is missing; nothing for a function that a VFIO driver has already, whoever bound it. */
  static List<DeviceStep> of(Bundle bundle) {
    var card = bundle.asked().address();
    var rest = bundle.members().stream().filter(it -> !it.binding().vfio()).toList();
    var steps = new ArrayList<DeviceStep>();
    for (var it : rest) {
      var override = it.driverOverride().orElse("");
      if (!override.equals(driver(it))) {
        steps.add(new SetDriverOverride(it.address(), card, override, driver(it)));
      }
    }
    for (var it : rest) {
      it.driver()
          .ifPresent(driver ->
              steps.add(new UnbindDriver(it.address(), card, driver, Attribute.SERIAL.in(it))));
    }
    for (var it : rest) {
      steps.add(new ProbeDriver(it.address(), card, driver(it)));
    }
    return steps;
  }

  /** The maker's own, which can do more (migrate for one), where it is loaded. */
  private static String driver(PciFunction function) {
    return function.binding().vfioVariants().stream().findFirst().orElse(Planner.VFIO_PCI);
  }
}
