package dev.passthrough.host.boot;

import dev.passthrough.api.Reason;
import dev.passthrough.host.bootconfig.BootConfiguration;
import dev.passthrough.host.bootconfig.KernelCommandLine;
import dev.passthrough.host.machine.MachineFacts;
import dev.passthrough.host.plan.FileState;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.Notice;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that a loader decides by.
 *
 * @param running the arguments of the running kernel
 * @param bootId of the running kernel; empty if that is unknown
 */
record Situation(
    HostFiles files,
    BootConfiguration boot,
    Optional<KernelCommandLine> running,
    String bootId,
    HostLedger ledger) {

  static Situation of(MachineFacts machine, HostFiles files, HostLedger ledger) {
    return new Situation(
        files,
        machine.boot(),
        machine.commandLine().value(),
        machine.bootId().value().orElse(""),
        ledger);
  }

  /** The same, whatever the running kernel was started with. */
  Situation atAnyStart() {
    return new Situation(files, boot, Optional.empty(), bootId, ledger);
  }

  /** Whether what this program last changed of the host it changed in this boot. */
  boolean changedInThisBoot() {
    return !bootId.isEmpty() && ledger.changedIn().equals(bootId);
  }

  Bases bases() {
    return new Bases(files, ledger);
  }

  /**
   * That {@code wanted} is for a person to bring about, with the exact line and file; nothing to
   * say where it has been. What this program changed stays.
   */
  Desired byHand(Wanted wanted, String why) {
    if (asWanted(wanted)) {
      return asItIs(wanted);
    }
    return told(
        wanted,
        new Notice(
            Reason.ChangeByHand,
            "%s Nothing was changed. %s"
                .formatted(why, String.join(" ", wanted.inWords().steps(boot)))));
  }

  /** {@code notice}, and what this program changed stays. */
  Desired told(Wanted wanted, Notice notice) {
    return asItIs(wanted).and(Desired.notice(notice));
  }

  /**
   * Nothing to bring about: the files with arguments that this program changed stay as they are,
   * since a part of {@code wanted} may be there by them. Where nothing is wanted, they go back.
   */
  Desired asItIs(Wanted wanted) {
    var staying = new TreeMap<String, FileState>();
    if (!wanted.isEmpty()) {
      ledger.files().stream()
          .filter(it -> it.by().isEmpty() && ArgumentFile.of(it.path()).isPresent())
          .forEach(it -> staying.put(it.path(), files.state(it.path())));
    }
    return Desired.files(staying, List.of());
  }

  /** Whether the running kernel is as wanted, or each that can be started next will be. */
  boolean asWanted(Wanted wanted) {
    return running.filter(wanted::heldBy).isPresent()
        || (!boot.entries().isEmpty() && boot.entries().stream().allMatch(wanted::heldBy));
  }

  /** That {@code path} holds what neither this program nor a guess can tell apart. */
  Desired changedByOthers(Wanted wanted, String path) {
    return told(wanted, changed(path));
  }

  static Notice changed(String path) {
    return new Notice(
        Reason.ChangedByOthers,
        "/%s was changed by somebody else since this program wrote it, so it is left as it is; put it right by hand, or take it away"
            .formatted(path));
  }
}
