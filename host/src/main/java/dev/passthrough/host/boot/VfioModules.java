package dev.passthrough.host.boot;

import dev.passthrough.api.Reason;
import dev.passthrough.host.machine.MachineFacts;
import dev.passthrough.host.machine.Modules;
import dev.passthrough.host.plan.FileState;
import dev.passthrough.host.plan.Notice;
import dev.passthrough.host.plan.RunCommand;
import dev.passthrough.host.plan.RunCommand.ReadBack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The modules without which no device can be handed out, loaded at each boot by modules-load.d(5),
 * and now. Before Linux 6.2 vfio_virqfd was one of its own.
 */
final class VfioModules {

  static final String FILE = "etc/modules-load.d/passthrough.conf";

  private static final String HEADING =
      "# Made by passthrough for spec.host.iommu of this node's PassthroughNode; 'passthrough restore' removes it.\n";

  private final MachineFacts machine;
  private final Modules modules;

  private VfioModules(MachineFacts machine) {
    this.machine = machine;
    this.modules =
        machine.modules().value().orElse(new Modules(Set.of(), Set.of(), Set.of(), List.of()));
  }

  /** What is to be loaded at each boot and is not asked for yet by another file. */
  static Desired desired(MachineFacts machine) {
    return new VfioModules(machine).desired();
  }

  /** What loads the ones that are missing now. */
  static List<RunCommand> load(MachineFacts machine, HostFiles files) {
    var all = new VfioModules(machine);
    var missing = all.names().stream().filter(it -> !all.modules.present().contains(it)).toList();
    if (missing.isEmpty() || !files.canRun("modprobe") || !all.available()) {
      return List.of();
    }
    var command = new ArrayList<>(List.of("modprobe", "--all"));
    command.addAll(missing);
    return List.of(
        new RunCommand(command, "loads what is missing now", List.of(), ReadBack.nothing()));
  }

  private Desired desired() {
    if (!available()) {
      return Desired.notice(
          new Notice(
              Reason.DriverMissing,
              "The running kernel has no vfio-pci (%s). Install its full set of modules: linux-modules-extra on Ubuntu, kernel-modules on Fedora's family, or a kernel with CONFIG_VFIO_PCI."
                  .formatted(machine.modules().source())));
    }
    var asked =
        names().stream()
            .filter(name ->
                modules.configured().stream()
                    .noneMatch(it -> it.name().equals(name) && !it.file().equals("/" + FILE)))
            .toList();
    return asked.isEmpty()
        ? Desired.nothing()
        : Desired.files(
            Map.of(FILE, FileState.of(HEADING + String.join("\n", asked) + "\n")), List.of());
  }

  /** Whether the kernel has them, as far as that is known. */
  private boolean available() {
    return modules.known().isEmpty()
        || modules.known().contains("vfio_pci")
        || modules.has("vfio_pci");
  }

  private List<String> names() {
    var names = new ArrayList<>(List.of("vfio", "vfio_iommu_type1", "vfio_pci"));
    if (machine.kernel().is(it -> it.before(6, 2))) {
      names.add("vfio_virqfd");
    }
    names.removeIf(modules.builtIn()::contains);
    return names;
  }
}
