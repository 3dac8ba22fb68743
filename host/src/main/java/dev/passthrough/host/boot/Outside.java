package dev.passthrough.host.boot;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.Reason;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.host.bootconfig.KernelCommandLine;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.Notice;
import java.util.ArrayList;
import java.util.List;

/**
 * What can be told of the host's preparation without its files, which an agent without privilege
 * does not see: whether the running kernel is as asked.
 */
public final class Outside {

  private static final String AS_ROOT =
      "This agent may not change the host's boot files: the condition PrivilegedWork says what comes of it, or run 'passthrough apply -f FILE' as root on the node, which shows first what it changes.";

  private Outside() {}

  /**
   * What {@code spec} asks of the host and the running kernel does not have, or what root changed
   * of the host's files and nothing asks for any more.
   *
   * @param ledger what root changed of the host itself
   * @param early what the initramfs is to bind
   * @param boot the boot that runs
   */
  public static Preparation asked(
      HostSpec spec, Snapshot snapshot, HostLedger ledger, EarlyDevices early, String boot) {
    if (spec.asksForNothing() && early.devices().isEmpty()) {
      return ledger.holdsNothing()
          ? new Preparation(List.of(), List.of())
          : notice(
              Reason.StillPrepared,
              "What was changed of the host's own files is still there, and spec.host does not ask for it. Ask for it there, or run 'passthrough restore' as root on the node.");
    }
    var notices = new ArrayList<>(asked(spec, snapshot).notices());
    var unlisted = early.unlisted(ledger).stream().map(PciAddress::toString).toList();
    if (!unlisted.isEmpty()) {
      notices.add(
          new Notice(
              Reason.PrivilegeNeeded,
              "The initramfs does not give %s to VFIO yet. %s"
                  .formatted(String.join(", ", unlisted), AS_ROOT)));
    }
    early.missed(ledger, boot).ifPresent(notices::add);
    return new Preparation(List.of(), notices);
  }

  private static Preparation asked(HostSpec spec, Snapshot snapshot) {
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
            "The running kernel is without %s. %s".formatted(String.join(", ", missing), AS_ROOT));
  }

  /**
   * What was changed for {@code spec} and an agent cannot bring back: the host's files, and what
   * functions that stay are held to. What root did beside a spec that does not ask for it is root's
   * to take back.
   *
   * @param itself what root changed of the host itself
   * @param made what the agent brings back; settings of the functions that it removes go with them
   * @param settings what root has had cards' drivers hold functions to
   */
  public static Preparation left(
      PassthroughNodeSpec spec, HostLedger itself, Ledger made, Ledger settings) {
    var left = new ArrayList<String>();
    if (!itself.holdsNothing() && !spec.host().asksForNothing()) {
      left.add("what was changed of the host's own files");
    }
    var held = settings.settingCards().stream().filter(it -> !made.made(it)).toList();
    if (!held.isEmpty() && asksForSettings(spec)) {
      left.add(
          "what the virtual functions of %s were given (addresses, VLANs, shares of the drive)"
              .formatted(PciAddress.list(held)));
    }
    return left.isEmpty()
        ? new Preparation(List.of(), List.of())
        : notice(
            Reason.PrivilegeNeeded,
            "Still there is %s, and this agent may not bring it back: the condition PrivilegedWork says what comes of it, or run 'passthrough restore' as root on the node."
                .formatted(String.join(", and ", left)));
  }

  private static boolean asksForSettings(PassthroughNodeSpec spec) {
    return spec.resources().stream()
        .map(ResourceEntry::virtualFunctions)
        .anyMatch(it -> it != null && (it.network() != null || it.nvme() != null));
  }

  private static Preparation notice(Reason reason, String message) {
    return new Preparation(List.of(), List.of(new Notice(reason, message)));
  }
}
