package dev.passthrough.host.boot;

import dev.passthrough.host.bootconfig.BootLoader;
import dev.passthrough.host.bootconfig.Distribution;
import dev.passthrough.host.plan.FileState;
import dev.passthrough.host.plan.RunCommand;
import dev.passthrough.host.plan.RunCommand.ReadBack;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /etc/kernel/cmdline} alone counts, and a program copies it to where the firmware starts
 * kernels from: Proxmox VE's, or what builds unified kernel images.
 */
record CommandLineLoader() implements Loader {

  @Override
  public Desired desired(Wanted wanted, Situation now) {
    if (!now.files().has(CommandLine.FILE)) {
      return now.byHand(wanted, "There is no /etc/kernel/cmdline.");
    }
    var copy = copy(now);
    if (copy.isEmpty()) {
      return now.byHand(wanted, "The program that copies /etc/kernel/cmdline was not found.");
    }
    var base = now.bases().text(CommandLine.FILE);
    if (base.isEmpty()) {
      return now.changedByOthers(wanted, CommandLine.FILE);
    }
    var edited = new CommandLine().edit(base.get(), wanted.remove(), wanted.add()).orElseThrow();
    return Desired.files(Map.of(CommandLine.FILE, FileState.of(edited)), List.of(copy.get()));
  }

  private static Optional<RunCommand> copy(Situation now) {
    var files = now.files();
    if (now.boot().loader() == BootLoader.PROXMOX_BOOT_TOOL) {
      return command(
          files,
          "copies the arguments to each EFI partition",
          List.of("proxmox-boot-tool", "refresh"));
    }
    var why = "builds the kernel images anew with these arguments";
    return now.boot().family() == Distribution.ARCH
        ? command(files, why, List.of("mkinitcpio", "-P"))
        : command(files, why, List.of("kernel-install", "add-all"));
  }

  private static Optional<RunCommand> command(HostFiles files, String why, List<String> command) {
    return files.canRun(command.getFirst())
        ? Optional.of(new RunCommand(command, why, List.of(CommandLine.FILE), ReadBack.nothing()))
        : Optional.empty();
  }
}
