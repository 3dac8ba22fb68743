package dev.passthrough.host.preflight;

import dev.passthrough.host.bootconfig.ArgumentChange;
import dev.passthrough.host.bootconfig.BootConfiguration;
import dev.passthrough.host.bootconfig.KernelArgument;
import dev.passthrough.host.bootconfig.KernelCommandLine;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.machine.MachineFacts;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether the arguments that matter here are the same in the running kernel and in what the next
 * boot will use.
 */
final class PendingArgumentsCheck implements Check {

  private static final List<String> KEYS =
      List.of(
          "intel_iommu",
          "amd_iommu",
          "iommu",
          "intremap",
          "pcie_acs_override",
          "vfio_pci.ids",
          "vfio_pci.disable_vga",
          "pci");

  @Override
  public String name() {
    return "pending-arguments";
  }

  @Override
  public Finding examine(MachineFacts machine, Snapshot snapshot) {
    var boot = machine.boot();
    if (machine.commandLine().value().isEmpty() || !tells(boot)) {
      return Finding.unknown("Whether the next boot changes the kernel's arguments is unknown.")
          .because("boot loader: " + boot.loader().label())
          .because(
              machine.commandLine().isUnknown()
                  ? "/proc/cmdline cannot be read"
                  : "its entries cannot be read");
    }
    var running = machine.commandLine().value().get();
    var waiting = relevant(boot.entries().getFirst()).filter(a -> !holds(running, a)).toList();
    var leaving =
        relevant(running).filter(a -> boot.entries().stream().noneMatch(e -> holds(e, a))).toList();
    if (waiting.isEmpty() && leaving.isEmpty()) {
      return Finding.ok("The next boot keeps the arguments that matter here.")
          .because(boot.evidence().stream().limit(2).toList());
    }
    var finding =
        Finding.warning("The next boot changes the kernel's arguments.")
            .because(waiting.stream().map(a -> a + " is configured and not running").toList())
            .because(leaving.stream().map(a -> a + " is running and not configured").toList());
    return waiting.isEmpty()
        ? finding
            .fix("To keep what is running:")
            .fix(new ArgumentChange(List.of(), texts(leaving)).steps(boot))
        : finding.fix(new ArgumentChange(List.of(), texts(waiting)).steps(boot));
  }

  /**
   * Where new entries come from one file and old ones from another, neither alone tells what the
   * next boot uses.
   */
  private static boolean tells(BootConfiguration boot) {
    return switch (boot.loader()) {
      case GRUB, BLS, BLS_WITH_GRUBENV, PROXMOX_BOOT_TOOL, UNIFIED_KERNEL_IMAGE, RPM_OSTREE ->
          !boot.entries().isEmpty();
      // Several systems or kernels side by side: which one is next is not known.
      case SYSTEMD_BOOT, GENERATED_GRUB ->
          !boot.entries().isEmpty() && boot.entries().stream().distinct().count() == 1;
      case GRUB_WITH_BLS, UNKNOWN -> false;
    };
  }

  private static Stream<KernelArgument> relevant(KernelCommandLine line) {
    return line.arguments().stream().filter(a -> KEYS.stream().anyMatch(a::is));
  }

  private static boolean holds(KernelCommandLine line, KernelArgument argument) {
    return line.arguments().stream()
        .anyMatch(a -> a.is(argument.key()) && a.value().equals(argument.value()));
  }

  private static List<String> texts(List<KernelArgument> arguments) {
    return arguments.stream().map(KernelArgument::toString).toList();
  }
}
