package dev.passthrough.host.boot;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What runs in the initramfs before udev does, and the list that it reads. For any POSIX shell: the
 * initramfs may have no other than busybox's or klibc's, and nothing beside it but modprobe.
 */
final class EarlyScript {

  /** The list; it has the same name in the initramfs. */
  static final String LIST = "etc/passthrough/early-devices";

  private static final String HEADING =
      "# Made by passthrough for spec.host.initramfs of this node's PassthroughNode; 'passthrough restore' removes it.\n";

  /**
   * Writes {@code driver_override} (Documentation/ABI/testing/sysfs-bus-pci), has the driver
   * loaded, and where it does not take the device leaves that to the host's own. A device that is
   * not what the list says, or that has a driver, is left alone. What it does is in the kernel's
   * log.
   */
  private static final String FUNCTIONS =
      """
      # Gives each function of /etc/passthrough/early-devices to its VFIO driver, by its address, before another driver can take it, and only
      # where what is there is what was there when the list was made. passthrough.early=off among the kernel's arguments leaves all alone.

      passthrough_say() {
        echo "passthrough: $*" > /dev/kmsg
      }

      passthrough_bind() (
        address=${1##*/}
        at=/sys/bus/pci/devices/$address
        if [ ! -e "$at/driver_override" ]; then
          passthrough_say "$address is not there"
          exit 0
        fi
        is=$(cd -P "$at" && pwd -P)
        read -r vendor < "$at/vendor"
        read -r device < "$at/device"
        case $is in
          */"$1") ;;
          *)
            passthrough_say "$address is left alone: it is at $is, and another slot had that address"
            exit 0
            ;;
        esac
        if [ "$vendor $device" != "$2 $3" ]; then
          passthrough_say "$address is left alone: it is $vendor $device, and was $2 $3"
          exit 0
        fi
        if [ -e "$at/driver" ]; then
          passthrough_say "$address is left alone: a driver that is part of the kernel has it"
          exit 0
        fi
        echo "$4" > "$at/driver_override"
        modprobe "$4" < /dev/null
        [ -e "$at/driver" ] || echo "$address" > /sys/bus/pci/drivers_probe
        if [ -e "$at/driver" ]; then
          passthrough_say "$4 has $address"
        else
          echo > "$at/driver_override"
          passthrough_say "$4 does not take $address, so the host's own driver may"
        fi
      )

      passthrough_early() (
        read -r arguments < /proc/cmdline
        case " $arguments " in
          *" passthrough.early=off "*)
            passthrough_say "switched off by passthrough.early=off"
            exit 0
            ;;
        esac
        while read -r path vendor device driver; do
          case $path in
            pci*/*) passthrough_bind "$path" "$vendor" "$device" "$driver" ;;
          esac
        done < /etc/passthrough/early-devices
      )
      """;

  private EarlyScript() {}

  static String list(List<EarlyDevice> devices) {
    return HEADING
        + "# where it is, vendor, device, driver\n"
        + devices.stream().map(it -> it.line() + "\n").collect(Collectors.joining());
  }

  /** A file of this program's own in a shell's language: {@code first} line, then {@code text}. */
  static String file(String first, String text) {
    return first + "\n" + HEADING + text;
  }

  /** The script, ending with {@code call}, which has it begin. */
  static String calledBy(String call) {
    return file("#!/bin/sh", FUNCTIONS + "\n" + call);
  }
}
