package dev.passthrough.host.guard;

import dev.passthrough.api.GuardReason;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciClass;
import dev.passthrough.host.use.BlindSpot;
import dev.passthrough.host.use.HostUse;
import java.util.Optional;

/**
 * The firmware drew on it (sysfs {@code boot_vga}), or a console's framebuffer lies in its memory.
 */
final class BootDisplayGuard implements Guard {

  @Override
  public Optional<Refusal> refusal(Snapshot snapshot, HostUse use, PciFunction function) {
    var framebuffer = use.framebuffers().stream().filter(it -> it.isIn(function)).findFirst();
    if (framebuffer.isPresent()) {
      return refusal(
          "The console's framebuffer %s lies in its memory (/proc/iomem)."
              .formatted(framebuffer.get().name()));
    }
    return function.isBootDisplay()
        ? refusal("It is the display that this machine started with (boot_vga).")
        : Optional.empty();
  }

  @Override
  public Optional<Unseen> unseen(HostUse use, PciFunction function) {
    return display(function)
        ? use.blindSpot(BlindSpot.Kind.Framebuffers)
            .map(it ->
                new Unseen(GuardReason.BootDisplay, "whether a console draws into its memory", it))
        : Optional.empty();
  }

  private static Optional<Refusal> refusal(String message) {
    return Optional.of(
        new Refusal(
            GuardReason.BootDisplay,
            message,
            "Choose another primary display in the firmware, or use a serial console and override"
                + " this guard for the device."));
  }

  private static boolean display(PciFunction function) {
    return function.ids().pciClass().filter(PciClass::display).isPresent();
  }
}
