package dev.passthrough.host.preflight;

import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.machine.InitramfsTool;
import dev.passthrough.host.machine.MachineFacts;
import dev.passthrough.host.machine.Modules;
import java.util.List;

/**
 * Whether vfio-pci is there. Before Linux 6.2 it came with a module vfio_virqfd, which is part of
 * vfio since.
 */
final class VfioModulesCheck implements Check {

  private static final String DRIVER = "vfio_pci";
  private static final String OLD = "vfio_virqfd";

  @Override
  public String name() {
    return "vfio-modules";
  }

  @Override
  public Finding examine(MachineFacts machine, Snapshot snapshot) {
    if (machine.modules().value().isEmpty()) {
      return Finding.unknown("Whether vfio-pci can be used is unknown.")
          .because(machine.modules().source() + " cannot be read");
    }
    var modules = machine.modules().value().get();
    var stale =
        modules.configured().stream()
            .filter(it -> it.name().equals(OLD))
            .filter(it -> machine.kernel().is(k -> k.atLeast(6, 2)))
            .toList();
    if (!stale.isEmpty()) {
      return staleModule(machine, stale);
    }
    if (modules.has(DRIVER)) {
      return Finding.ok("vfio-pci is there.").because("vfio_pci in " + machine.modules().source());
    }
    if (modules.known().isEmpty() || modules.known().contains(DRIVER)) {
      return Finding.warning("vfio-pci is not loaded.")
          .because("no vfio_pci in /sys/module or /proc/modules")
          .fix("Run: modprobe vfio-pci")
          .fix("For each boot: write a line 'vfio-pci' to /etc/modules-load.d/vfio-pci.conf");
    }
    return Finding.failing("The running kernel has no vfio-pci.")
        .because("no vfio-pci in " + machine.modules().source())
        .fix(
            "Install the kernel's full set of modules (linux-modules-extra on Ubuntu,"
                + " kernel-modules on Fedora's family), or a kernel with CONFIG_VFIO_PCI.");
  }

  private static Finding staleModule(MachineFacts machine, List<Modules.Configured> stale) {
    var release = machine.kernel().evidence("kernel");
    var rebuild =
        machine.initramfs().value().map(InitramfsTool::rebuild).map(c -> List.of("Run: " + c));
    return Finding.warning("vfio_virqfd is asked for, and is part of vfio since Linux 6.2.")
        .because(release)
        .because(stale.stream().map(it -> "vfio_virqfd in " + it.where()).toList())
        .fix(stale.stream().map(it -> "Remove vfio_virqfd from " + it.where() + ".").toList())
        .fix(rebuild.orElse(List.of()));
  }
}
