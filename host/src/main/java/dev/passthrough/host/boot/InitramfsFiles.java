package dev.passthrough.host.boot;

import dev.passthrough.host.machine.InitramfsTool;
import dev.passthrough.host.plan.FileState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What each tool that builds an initramfs has to find so that {@link EarlyScript} runs in it. */
final class InitramfsFiles {

  /** Scripts of init-top run before any module is loaded (initramfs-tools(7)). */
  static final String INIT_TOP = "etc/initramfs-tools/scripts/init-top/00passthrough";

  static final String TOOLS_HOOK = "etc/initramfs-tools/hooks/passthrough";

  /** Modules of dracut are nowhere else (dracut.modules(7)). */
  static final String DRACUT_FOLDER = "usr/lib/dracut/modules.d";

  static final String DRACUT_SETUP = DRACUT_FOLDER + "/02passthrough/module-setup.sh";
  static final String DRACUT_HOOK = DRACUT_FOLDER + "/02passthrough/early-bind.sh";

  static final String MKINITCPIO_INSTALL = "etc/initcpio/install/passthrough";
  static final String MKINITCPIO_HOOK = "etc/initcpio/hooks/passthrough";
  static final String MKINITCPIO_DROP_IN = "etc/mkinitcpio.conf.d/passthrough.conf";

  private static final String TOOLS =
      """
      [ "${1:-}" != prereqs ] || exit 0
      . /usr/share/initramfs-tools/hook-functions
      copy_file list /etc/passthrough/early-devices
      while read -r path _ _ driver; do
        case $path in
          pci*/*) manual_add_modules "$driver" ;;
        esac
      done < /etc/passthrough/early-devices
      """;

  private static final String SETUP =
      """
      check() {
        [[ -e /etc/passthrough/early-devices ]]
      }

      installkernel() {
        local path driver
        while read -r path _ _ driver; do
          if [[ $path == pci*/* ]]; then
            hostonly='' instmods "$driver"
          fi
        done < /etc/passthrough/early-devices
      }

      install() {
        inst_simple /etc/passthrough/early-devices
        inst_hook pre-udev 00 "$moddir/early-bind.sh"
      }
      """;

  /**
   * An initramfs with systemd runs no hooks of its own (mkinitcpio(8)), so it gets a unit that
   * comes before what loads modules.
   */
  private static final String INSTALL =
      """
      build() {
        local path driver
        add_file /etc/passthrough/early-devices
        while read -r path _ _ driver; do
          if [[ $path == pci*/* ]]; then
            add_module "$driver"
          fi
        done < /etc/passthrough/early-devices
        add_runscript
        if [[ " ${HOOKS[*]} " == *" systemd "* ]]; then
          add_binary bash
          add_dir /usr/lib/systemd/system
          cat > "$BUILDROOT/usr/lib/systemd/system/passthrough-early.service" << 'END'
      [Unit]
      DefaultDependencies=no
      Before=systemd-modules-load.service systemd-udevd.service systemd-udev-trigger.service sysinit.target
      [Service]
      Type=oneshot
      ExecStart=/usr/bin/bash /hooks/passthrough now
      END
          add_symlink /usr/lib/systemd/system/sysinit.target.wants/passthrough-early.service ../passthrough-early.service
        fi
      }

      help() {
        echo "Gives devices to VFIO before a driver of the host can take them."
      }
      """;

  private InitramfsFiles() {}

  /** All but the list. */
  static Map<String, FileState> of(InitramfsTool tool) {
    return switch (tool) {
      case INITRAMFS_TOOLS ->
          Map.of(
              TOOLS_HOOK,
              FileState.program(EarlyScript.file("#!/bin/sh", TOOLS)),
              INIT_TOP,
              FileState.program(
                  EarlyScript.calledBy("[ \"${1:-}\" = prereqs ] || passthrough_early\n")));
      case DRACUT ->
          Map.of(
              DRACUT_SETUP,
              FileState.program(EarlyScript.file("#!/bin/bash", SETUP)),
              DRACUT_HOOK,
              FileState.program(EarlyScript.calledBy("passthrough_early\n")));
      case MKINITCPIO ->
          Map.of(
              MKINITCPIO_INSTALL,
              FileState.of(EarlyScript.file("#!/bin/bash", INSTALL)),
              MKINITCPIO_HOOK,
              FileState.of(
                  EarlyScript.calledBy(
                      "run_earlyhook() {\n  passthrough_early\n}\n\n[ \"${1:-}\" != now ] || passthrough_early\n")),
              MKINITCPIO_DROP_IN,
              FileState.of(
                  EarlyScript.file(
                      "# shellcheck shell=bash", "HOOKS=(passthrough \"${HOOKS[@]}\")\n")));
    };
  }

  /** Every file that one of the tools is given, the list included, sorted. */
  static List<String> all() {
    var all = new TreeMap<String, FileState>();
    for (var tool : InitramfsTool.values()) {
      all.putAll(of(tool));
    }
    all.put(EarlyScript.LIST, FileState.absent());
    return List.copyOf(all.keySet());
  }
}
