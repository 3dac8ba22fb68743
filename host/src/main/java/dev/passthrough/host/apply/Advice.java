package dev.passthrough.host.apply;

import dev.passthrough.host.plan.BindDriver;
import dev.passthrough.host.plan.CreateMediatedDevice;
import dev.passthrough.host.plan.DeviceStep;
import dev.passthrough.host.plan.ProbeDriver;
import dev.passthrough.host.plan.RemoveMediatedDevice;
import dev.passthrough.host.plan.SetDriverOverride;
import dev.passthrough.host.plan.SetDriversAutoprobe;
import dev.passthrough.host.plan.SetFunctionSetting;
import dev.passthrough.host.plan.SetVgpuType;
import dev.passthrough.host.plan.SetVirtualFunctions;
import dev.passthrough.host.plan.UnbindDriver;

/** What a person can do about a step that the kernel refused. */
final class Advice {

  private Advice() {}

  /**
   * @param words the kernel's, as strerror(3) puts them
   */
  static String on(DeviceStep step, String words) {
    return switch (words) {
      case "Permission denied", "Read-only file system", "Operation not permitted" ->
          "run as root with a writable /sys";
      default ->
          switch (step) {
            case SetVirtualFunctions it -> virtualFunctions(it, words);
            case ProbeDriver it ->
                "see in the kernel's log (dmesg) why %s does not take %s"
                    .formatted(it.to(), it.device());
            case BindDriver it ->
                "see in the kernel's log (dmesg) why %s does not take %s back"
                    .formatted(it.to(), it.device());
            case UnbindDriver it -> "see what uses %s".formatted(it.device());
            case CreateMediatedDevice it ->
                "see how many more %s says it can make (available_instances of its types)"
                    .formatted(it.device());
            case RemoveMediatedDevice it ->
                "stop the virtual machine that has %s".formatted(it.uuid());
            case SetVgpuType it ->
                "see what %s says it can become (nvidia/creatable_vgpu_types) and the kernel's log (dmesg)"
                    .formatted(it.device());
            case SetFunctionSetting it when !it.setting().ofNetwork() ->
                "see what the drive has left (nvme primary-ctrl-caps /dev/%s); resources that its own controller holds come free with 'nvme virt-mgmt /dev/%s -c CNTLID -r 0|1 -a 1 -n N' and a reset of the drive, which interrupts the host's own use of it"
                    .formatted(it.via(), it.via());
            case SetFunctionSetting it ->
                "see whether the driver of %s can do that (ip link show %s), and the kernel's log (dmesg); ip is in the package iproute2 or iproute"
                    .formatted(it.card(), it.via());
            case SetDriversAutoprobe _, SetDriverOverride _ ->
                "see the kernel's log (dmesg); the kernel may be older than 4.13";
          };
    };
  }

  private static String virtualFunctions(SetVirtualFunctions step, String words) {
    return switch (words) {
      case "No such file or directory" ->
          "the driver of %s cannot make virtual functions; load the card's own driver"
              .formatted(step.device());
      case "Device or resource busy" ->
          "something else made virtual functions in the meantime; look at sriov_numvfs";
      case "Cannot allocate memory", "No space left on device" ->
          "the firmware left no room for them: switch on SR-IOV and 'above 4G decoding' there, or add pci=realloc to the kernel's command line";
      case "Numerical result out of range" -> "ask for fewer";
      default -> "see the kernel's log (dmesg)";
    };
  }
}
