package dev.passthrough.host.boot;

import java.util.List;
import java.util.Optional;

/**
 * Systems whose boot files follow from a declaration kept elsewhere; whatever is written into them
 * is gone with the next update.
 */
enum ManagedSystem {
  NIXOS("nixos") {
    @Override
    String where(List<String> add) {
      return "in /etc/nixos/configuration.nix set boot.kernelParams = [ "
          + quoted(add)
          + "]; then run: nixos-rebuild boot, and reboot.";
    }
  },
  TALOS("talos") {
    @Override
    String where(List<String> add) {
      return "in the machine's configuration set machine.install.extraKernelArgs: ["
          + String.join(", ", add)
          + "], or for images of the Image Factory customization.extraKernelArgs of the schematic; then upgrade"
          + " the node to an installer with it (talosctl upgrade).";
    }
  },
  FLATCAR("flatcar") {
    @Override
    String where(List<String> add) {
      return "add to /oem/grub.cfg the line: set linux_append=\"$linux_append "
          + String.join(" ", add)
          + "\"; then reboot.";
    }
  },
  BOTTLEROCKET("bottlerocket") {
    @Override
    String where(List<String> add) {
      return "set settings.boot.kernel-parameters for "
          + String.join(" ", add)
          + " and settings.boot.reboot-to-reconcile = true in the node's user data.";
    }
  };

  private final String id;

  ManagedSystem(String id) {
    this.id = id;
  }

  abstract String where(List<String> add);

  static Optional<ManagedSystem> of(String id) {
    return List.of(values()).stream().filter(it -> it.id.equals(id)).findFirst();
  }

  String advice(List<String> add, List<String> remove) {
    var also =
        remove.isEmpty() ? "" : " Take away there what says " + String.join(" ", remove) + ".";
    return "This is %s, whose boot files are made from a declaration; nothing was changed. To change it: %s%s"
        .formatted(id, where(add), also);
  }

  private static String quoted(List<String> arguments) {
    var text = new StringBuilder();
    arguments.forEach(it -> text.append('"').append(it).append("\" "));
    return text.toString();
  }
}
