package dev.passthrough.host.plan;

import dev.passthrough.host.inventory.Identity;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Sriov;
import dev.passthrough.host.pci.PciAddress;
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
 * @param devices that leave the host or cease to exist: addresses of functions, UUIDs of mediated
 *     devices
 */
public record Disturbance(int step, String sentence, List<String> devices) {

  public Disturbance {
    devices = List.copyOf(devices);
  }

  /** What {@code steps} take away on {@code host}, in order. */
  static List<Disturbance> of(List<? extends Step> steps, Observed host) {
    var all = new ArrayList<Disturbance>();
    for (int i = 0; i < steps.size(); i++) {
      int index = i;
      if (steps.get(i) instanceof DeviceStep it) {
        disturbance(index, it, host).ifPresent(all::add);
      }
    }
    return all;
  }

  /** The same in a plan that has {@code steps} more before. */
  Disturbance later(int steps) {
    return new Disturbance(step + steps, sentence, devices);
  }

  private static Optional<Disturbance> disturbance(int index, DeviceStep step, Observed host) {
    return switch (step) {
      case UnbindDriver it ->
          host.snapshot()
              .function(it.device())
              .filter(function -> !function.binding().vfio())
              .map(function -> leaves(function, it.from(), host))
              .map(sentence -> new Disturbance(index, sentence, List.of(it.device().toString())));
      case SetVirtualFunctions it when it.count() == 0 ->
          host.snapshot()
              .function(it.device())
              .flatMap(PciFunction::sriov)
              .map(Sriov::virtualFunctions)
              .map(all ->
                  new Disturbance(
                      index,
                      PciAddress.list(all) + " cease to exist",
                      all.stream().map(PciAddress::toString).toList()));
      case RemoveMediatedDevice it ->
          Optional.of(new Disturbance(index, it.uuid() + " ceases to exist", List.of(it.uuid())));
      case SetVgpuType it when it.to().equals("0") ->
          Optional.of(
              new Disturbance(
                  index,
                  "the virtual GPU at " + it.device() + " ceases to exist",
                  List.of(it.device().toString())));
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
