package dev.passthrough.host.boot;

import dev.passthrough.api.Reason;
import dev.passthrough.host.plan.Notice;

/** Which loader a machine has, and where none may be touched. */
final class Loaders {

  private Loaders() {}

  /** How the files are to be so that the kernel is started as {@code wanted} says. */
  static Desired desired(Wanted wanted, Situation now) {
    // What was made of a changed /etc/kernel/cmdline since is not in the ledger.
    if (wanted.isEmpty()
        && now.ledger().arguments().isEmpty()
        && now.ledger().file(CommandLine.FILE).isEmpty()) {
      return Desired.nothing();
    }
    var elsewhere = ManagedSystem.of(now.files().system());
    if (elsewhere.isPresent() && now.asWanted(wanted)) {
      return now.asItIs(wanted);
    }
    if (elsewhere.isPresent()) {
      return now.told(
          wanted,
          new Notice(Reason.ChangeByHand, elsewhere.get().advice(wanted.add(), wanted.remove())));
    }
    if (now.files().isReadOnly("etc")) {
      return now.byHand(wanted, "/etc is mounted read-only.");
    }
    var unreadable = now.files().unreadable().stream().sorted().findFirst();
    if (unreadable.isPresent()) {
      return now.told(
          wanted,
          new Notice(
              Reason.PrivilegeNeeded,
              "/%s cannot be read, so the kernel's arguments cannot be planned; run this as root"
                  .formatted(unreadable.get())));
    }
    return loader(now).desired(wanted, now);
  }

  private static Loader loader(Situation now) {
    return switch (now.boot().loader()) {
      case GRUB -> new GrubLoader();
      case GRUB_WITH_BLS, BLS, BLS_WITH_GRUBENV -> new GrubbyLoader();
      case SYSTEMD_BOOT -> new EntriesLoader();
      case PROXMOX_BOOT_TOOL, UNIFIED_KERNEL_IMAGE -> new CommandLineLoader();
      case RPM_OSTREE -> new OstreeLoader();
      case GENERATED_GRUB ->
          (wanted, it) ->
              it.byHand(wanted, "GRUB's menu is generated here, and what from was not found.");
      case UNKNOWN ->
          (wanted, it) ->
              it.byHand(wanted, "No file of a boot loader that this program knows was found.");
    };
  }
}
