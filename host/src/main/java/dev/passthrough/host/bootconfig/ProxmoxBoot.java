package dev.passthrough.host.bootconfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Proxmox VE on ZFS started by EFI: {@code /etc/kernel/cmdline} is one line of arguments that
 * {@code proxmox-boot-tool refresh} copies to each EFI partition. The same tool started by a BIOS
 * goes through GRUB, and then {@code /etc/default/grub} counts.
 */
final class ProxmoxBoot {

  private ProxmoxBoot() {}

  static Optional<BootConfiguration> find(BootFiles files) {
    var text = files.lines("etc/kernel/cmdline");
    if (text.isEmpty() || byBios(files)) {
      return Optional.empty();
    }
    var line = CommandLineFile.line("/etc/kernel/cmdline", text.get());
    var evidence = new ArrayList<String>();
    for (var sign : List.of("etc/kernel/proxmox-boot-uuids", "etc/pve")) {
      if (files.has(sign)) {
        evidence.add("/" + sign);
      }
    }
    // The installer's own root for ZFS; the tool manages nothing else.
    if (line.arguments().values("boot").contains("zfs")
        && line.arguments().values("root").stream().anyMatch(r -> r.startsWith("ZFS="))) {
      evidence.add("/etc/kernel/cmdline (root=ZFS=… boot=zfs)");
    }
    if (evidence.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new BootConfiguration(
            BootLoader.PROXMOX_BOOT_TOOL,
            Distribution.DEBIAN,
            evidence,
            List.of(line.arguments()),
            List.of(line)));
  }

  private static boolean byBios(BootFiles files) {
    return files.has("etc/default/grub")
        && files.has("sys/firmware")
        && !files.has("sys/firmware/efi");
  }
}
