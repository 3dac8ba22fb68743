package dev.passthrough.host.boot;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.Reason;
import dev.passthrough.host.bootconfig.KernelCommandLine;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.Notice;
import java.util.ArrayList;
import java.util.List;

/**
 * What can be told of the host's preparation without its files, which an agent without privilege
 * does not see: whether the running kernel is as asked.
 */
public final class Outside {

  private Outside() {}

  /**
   * What {@code spec} asks of the host and the running kernel does not have, or what root changed
   * of the host's files and {@code spec} does not ask for any more.
   */
  public static Preparation asked(HostSpec spec, Snapshot snapshot, HostLedger ledger) {
    if (spec.asksForNothing()) {
      return left(ledger);
    }
    var missing = new ArrayList<String>();
    var line = snapshot.commandLine().map(KernelCommandLine::parse);
    spec.kernelArguments().stream()
        .filter(it -> line.filter(running -> !running.contains(it)).isPresent())
        .forEach(missing::add);
    boolean iommu = snapshot.functions().stream().anyMatch(it -> it.iommuGroup().isPresent());
    if (spec.iommu() == Iommu.Required && !iommu && !snapshot.functions().isEmpty()) {
      missing.addFirst("an IOMMU (no PCI function has a group)");
    }
    boolean driver = snapshot.drivers().contains("vfio-pci");
    if (spec.iommu() == Iommu.Required && !driver && !snapshot.functions().isEmpty()) {
      missing.add("the driver vfio-pci");
    }
    return missing.isEmpty()
        ? new Preparation(List.of(), List.of())
        : notice(
            Reason.PrivilegeNeeded,
            "The running kernel is without %s. This agent may not change the host's boot files: the condition PrivilegedWork says what comes of it, or run 'passthrough apply -f FILE' as root on the node, which shows first what it changes."
                .formatted(String.join(", ", missing)));
  }

  /** What root changed of the host's files and an agent cannot bring back. */
  public static Preparation left(HostLedger ledger) {
    return ledger.holdsNothing()
        ? new Preparation(List.of(), List.of())
        : notice(
            Reason.PrivilegeNeeded,
            "What was changed of the host's own files is still there, and this agent may not bring it back: the condition PrivilegedWork says what comes of it, or run 'passthrough restore' as root on the node.");
  }

  private static Preparation notice(Reason reason, String message) {
    return new Preparation(List.of(), List.of(new Notice(reason, message)));
  }
}
