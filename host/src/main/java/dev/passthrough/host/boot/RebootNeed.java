package dev.passthrough.host.boot;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.Reason;
import dev.passthrough.host.kernellog.Topic;
import dev.passthrough.host.machine.MachineFacts;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.HostStep;
import dev.passthrough.host.plan.Notice;
import dev.passthrough.host.plan.Reboot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether this host is to be rebooted. One boot after the last change decides: what is not there
 * then, no further reboot will bring, and none is tried.
 *
 * @param changing whether this very plan changes something that the next boot sees
 */
record RebootNeed(
    Needs needs,
    MachineFacts machine,
    HostLedger ledger,
    HostSpec.Reboot allowed,
    boolean changing) {

  /** A reboot, or why there is none. */
  record Answer(Optional<Reboot> reboot, Optional<Notice> notice) {

    void addTo(List<HostStep> steps, List<Notice> notices) {
      reboot.ifPresent(steps::add);
      notice.ifPresent(notices::add);
    }
  }

  /**
   * Empty if the running kernel is as asked, or {@code others} have to be seen to first.
   *
   * @param held devices in use
   */
  Optional<Answer> answer(List<Notice> others, Set<PciAddress> held) {
    var missing = needs.unmet(machine);
    var left = needs.unwanted(machine);
    if ((missing.isEmpty() && left.isEmpty() && !needs.iommu()) || !others.isEmpty()) {
      return Optional.empty();
    }
    var boot = machine.bootId().value().orElse("");
    if (!changing && bootedSince(boot)) {
      return notice(Reason.RebootDidNotHelp, didNotHelp(missing, left));
    }
    if (!boot.isEmpty() && ledger.rebootAskedIn().equals(boot)) {
      return notice(
          Reason.RebootPending,
          "This host was asked to reboot and has not yet; see systemctl list-jobs for what holds it up.");
    }
    return allowed == HostSpec.Reboot.Never
        ? notice(
            Reason.RebootNeeded,
            "%s only after a reboot, and spec.host.reboot is Never. Reboot this host when it suits, or set WhenNeeded."
                .formatted(promise(missing, left)))
        : reboot(missing, left, held);
  }

  /**
   * Whether this host was started anew after the last change; where that is unknown, it was not.
   */
  private boolean bootedSince(String boot) {
    return !boot.isEmpty() && !ledger.changedIn().isEmpty() && !ledger.changedIn().equals(boot);
  }

  private Optional<Answer> reboot(List<String> missing, List<String> left, Set<PciAddress> held) {
    return held.isEmpty()
        ? Optional.of(new Answer(Optional.of(new Reboot(missing, needs.iommu())), Optional.empty()))
        : notice(
            Reason.InUse,
            "%s only after a reboot, and %s in use. Stop the virtual machines that have them; then the reboot is planned."
                .formatted(promise(missing, left), devices(held)));
  }

  private String promise(List<String> missing, List<String> left) {
    var parts = new ArrayList<String>();
    if (!missing.isEmpty()) {
      parts.add("The kernel gets " + String.join(" ", missing));
    }
    if (!left.isEmpty()) {
      parts.add("The kernel loses " + String.join(" ", left));
    }
    if (parts.isEmpty()) {
      parts.add("The IOMMU comes");
    }
    return String.join(", and ", parts);
  }

  private String didNotHelp(List<String> missing, List<String> left) {
    var parts = new ArrayList<String>();
    if (!missing.isEmpty()) {
      parts.add("/proc/cmdline is without " + String.join(" ", missing));
    }
    if (!left.isEmpty()) {
      parts.add("/proc/cmdline still has " + String.join(" ", left));
    }
    if (needs.iommu()) {
      parts.add("the kernel runs no IOMMU (" + machine.iommu().units().source() + ")");
      logged().forEach(parts::add);
    }
    var next =
        missing.isEmpty() && left.isEmpty()
            ? "switch the IOMMU on in the firmware's setup, or see dmesg | grep -i -e DMAR -e IOMMU"
            : "see which entry this host was started from, and whether another loader starts it";
    return "This host has been rebooted since it was prepared, and: %s. No second reboot is tried; %s."
        .formatted(String.join("; ", parts), next);
  }

  private List<String> logged() {
    return machine
        .log()
        .value()
        .map(log -> log.texts(Topic.FIRMWARE_BUG).stream().limit(3).map("the log: "::concat))
        .map(it -> it.toList())
        .orElse(List.of());
  }

  private static String devices(Set<PciAddress> held) {
    var sorted = new TreeSet<>(held);
    var first = sorted.stream().limit(3).map(PciAddress::toString).toList();
    var rest = sorted.size() > 3 ? " and %d more".formatted(sorted.size() - 3) : "";
    return String.join(", ", first) + rest + (sorted.size() == 1 ? " is" : " are");
  }

  private static Optional<Answer> notice(Reason reason, String message) {
    return Optional.of(new Answer(Optional.empty(), Optional.of(new Notice(reason, message))));
  }
}
