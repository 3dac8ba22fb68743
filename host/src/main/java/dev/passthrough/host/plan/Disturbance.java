package dev.passthrough.host.plan;

import dev.passthrough.host.inventory.Identity;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Sriov;
import dev.passthrough.host.use.Holder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a step takes away from somebody.
 *
 * @param step the index of the step in the plan
 * @param sentence what is lost, and who has it
 */
public record Disturbance(int step, String sentence) {

  /** What {@code steps} take away on {@code host}, in order. */
  static List<Disturbance> of(List<? extends Step> steps, Observed host) {
    var all = new ArrayList<Disturbance>();
    for (int i = 0; i < steps.size(); i++) {
      int index = i;
      if (steps.get(i) instanceof DeviceStep it) {
        sentence(it, host).ifPresent(text -> all.add(new Disturbance(index, text)));
      }
    }
    return all;
  }

  /** The same in a plan that has {@code steps} more before. */
  Disturbance later(int steps) {
    return new Disturbance(step + steps, sentence);
  }

  private static Optional<String> sentence(DeviceStep step, Observed host) {
    return switch (step) {
      case UnbindDriver it ->
          host.snapshot()
              .function(it.device())
              .filter(function -> !function.binding().vfio())
              .map(function -> leaves(function, it.from(), host));
      case SetVirtualFunctions it when it.count() == 0 ->
          host.snapshot()
              .function(it.device())
              .flatMap(PciFunction::sriov)
              .map(Sriov::virtualFunctions)
              .map(VirtualFunctionsRuling::list)
              .map(list -> list + " cease to exist");
      case RemoveMediatedDevice it -> Optional.of(it.uuid() + " ceases to exist");
      case SetVgpuType it when it.to().equals("0") ->
          Optional.of("the virtual GPU at " + it.device() + " ceases to exist");
      case SetVirtualFunctions _,
          SetVgpuType _,
          SetDriversAutoprobe _,
          SetDriverOverride _,
          ProbeDriver _,
          BindDriver _,
          CreateMediatedDevice _,
          SetFunctionSetting _ ->
          Optional.empty();
    };
  }

  private static String leaves(PciFunction function, String driver, Observed host) {
    var address = function.address();
    var uses = new ArrayList<String>();
    function.identity().interfaces().stream()
        .map(Identity.NetworkInterface::name)
        .map(it -> "interface " + it)
        .forEach(uses::add);
    Stream.of(host.use().networks(address), host.use().disks(address)).forEach(uses::addAll);
    host.use().holders(address).stream()
        .map(Holder::toString)
        .map(it -> "open by " + it)
        .forEach(uses::add);
    return "%s leaves the host (driver %s)%s"
        .formatted(
            address, driver, uses.isEmpty() ? "" : ", and with it: " + String.join("; ", uses));
  }
}
