package dev.passthrough.host.boot;

import dev.passthrough.api.Reason;
import dev.passthrough.host.bootconfig.BootConfiguration;
import dev.passthrough.host.bootconfig.KernelCommandLine;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.Notice;
import java.util.Optional;

/** All that a loader decides by. */
record Situation(
    HostFiles files,
    BootConfiguration boot,
    Optional<KernelCommandLine> running,
    HostLedger ledger) {

  Bases bases() {
    return new Bases(files, ledger);
  }

  /**
   * That {@code wanted} is for a person to bring about, with the exact line and file; nothing where
   * it has been.
   */
  Desired byHand(Wanted wanted, String why) {
    if (asWanted(wanted)) {
      return Desired.nothing();
    }
    return Desired.notice(
        new Notice(
            Reason.ChangeByHand,
            "%s Nothing was changed. %s"
                .formatted(why, String.join(" ", wanted.inWords().steps(boot)))));
  }

  /** Whether the running kernel is as wanted, or each that can be started next will be. */
  boolean asWanted(Wanted wanted) {
    return running.filter(wanted::heldBy).isPresent()
        || (!boot.entries().isEmpty() && boot.entries().stream().allMatch(wanted::heldBy));
  }

  /** That {@code path} holds what neither this program nor a guess can tell apart. */
  Desired changedByOthers(String path) {
    return Desired.notice(changed(path));
  }

  static Notice changed(String path) {
    return new Notice(
        Reason.ChangedByOthers,
        "/%s was changed by somebody else since this program wrote it, so it is left as it is; put it right by hand, or take it away"
            .formatted(path));
  }
}
