package dev.passthrough.host.boot;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.machine.MachineFacts;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.HostStep;
import dev.passthrough.host.plan.Notice;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What has to be changed of the host itself, in order, and what keeps it from being as asked.
 *
 * @param steps files first, then what is made of them, at last a reboot
 */
public record Preparation(List<HostStep> steps, List<Notice> notices) {

  public Preparation {
    steps = List.copyOf(steps);
    notices = List.copyOf(notices);
  }

  /**
   * From the host as it is to a host as {@code spec} asks. What this program changed and nothing
   * asks for any more goes back.
   *
   * @param host while a virtual machine has one of its devices, no reboot is planned
   * @param early what the initramfs is to bind
   */
  public static Preparation plan(
      HostSpec spec,
      MachineFacts machine,
      HostFiles files,
      Observed host,
      HostLedger ledger,
      EarlyDevices early) {
    if (spec.asksForNothing() && ledger.holdsNothing()) {
      return new Preparation(List.of(), List.of());
    }
    var needs = Needs.of(spec, machine, host.snapshot(), ledger);
    var situation = Situation.of(machine, files, ledger);
    var binding = new EarlyBinding(early, machine, situation);
    var desired = binding.desired().and(Loaders.desired(needs.wanted(), situation));
    boolean modules = spec.iommu() == Iommu.Required;
    if (modules) {
      desired = desired.and(VfioModules.desired(machine));
    }
    var changes = Changes.of(desired, situation);
    var steps = new ArrayList<HostStep>(changes.steps());
    if (modules) {
      steps.addAll(VfioModules.load(machine, files));
    }
    var notices = new ArrayList<>(needs.notices());
    notices.addAll(desired.notices());
    notices.addAll(changes.notices());
    new RebootNeed(needs, machine, ledger, spec.reboot(), !changes.steps().isEmpty())
        .answer(notices, ofMachines(host))
        .ifPresent(answer -> answer.addTo(steps, notices));
    early.missed(ledger, machine.bootId().value().orElse("")).ifPresent(notices::add);
    return new Preparation(steps, notices.stream().distinct().toList());
  }

  /** Devices in use that are on a VFIO driver: only these belong to virtual machines. */
  private static Set<PciAddress> ofMachines(Observed host) {
    return host.snapshot().functions().stream()
        .filter(it -> it.binding().vfio())
        .map(PciFunction::address)
        .filter(it -> host.holders().containsKey(it.toString()))
        .collect(Collectors.toSet());
  }

  /** From the host as it is to the host as it was found. */
  public static Preparation restore(MachineFacts machine, HostFiles files, HostLedger ledger) {
    var situation = Situation.of(machine, files, ledger).atAnyStart();
    var desired =
        ledger.holdsNothing()
            ? Desired.nothing()
            : Loaders.desired(new Wanted(List.of(), List.of()), situation);
    var changes = Changes.of(desired, situation);
    var notices = new ArrayList<>(desired.notices());
    notices.addAll(changes.notices());
    return new Preparation(changes.steps(), notices.stream().distinct().toList());
  }

  /** {@code devices} with this before it. */
  public Plan before(Plan devices) {
    return devices.after(steps, notices);
  }
}
