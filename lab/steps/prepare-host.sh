# shellcheck shell=bash
# A host that is not prepared, prepared by the product: the plan is shown, arguments and modules are written, the boot menu
# is made anew, the host reboots by itself, and then its functions are on vfio-pci. Restore gives back every byte.

HOST_SPEC=/root/host.yaml

# What the whole case asks for: the host of one example with the functions of another.
plan_host() {
  local code=0
  { cat "$PROJECT/examples/host-iommu.yaml"; sed -n '/^  resources:/,$p' "$PROJECT/examples/igb-vfs.yaml"; } |
    in_guest "cat > $HOST_SPEC"
  boot_files > "$RUN/boot-files-found"
  look_at /dev/null "passthrough plan -f $HOST_SPEC in the guest"
  progress "passthrough plan"
  in_guest "$PASSTHROUGH" plan -f "$HOST_SPEC" || code=$?
  ((code <= 2))
  boot_files | diff "$RUN/boot-files-found" -
}

apply_host() {
  local before code=0
  before=$(boot_id)
  look_at "$RUN/logs/console.log" "journalctl -b -1 in the guest; /var/lib/passthrough/journal"
  progress "passthrough apply, which reboots the host"
  in_guest "$PASSTHROUGH" apply --yes -f "$HOST_SPEC" || code=$?
  echo "apply ended with $code"
  close_ssh
  await_boot "$before"
  echo "The kernel was started with: $(in_guest cat /proc/cmdline)"
  [[ $(groups) -gt 13 ]]
  progress "passthrough apply, now that there are groups"
  in_guest "$PASSTHROUGH" apply --yes -f "$HOST_SPEC"
  [[ $(in_guest 'readlink /sys/bus/pci/devices/0000:01:10.*/driver | grep -c vfio-pci') == 3 ]]
  note "$(groups) groups; three functions on vfio-pci"
  progress "passthrough apply, of the host alone: its functions go"
  in_guest "cat > $HOST_SPEC" < "$PROJECT/examples/host-iommu.yaml"
  in_guest "$PASSTHROUGH" apply --yes -f "$HOST_SPEC"
  [[ $(in_guest cat /sys/bus/pci/devices/0000:01:00.0/sriov_numvfs) == 0 ]]
}

restore_host() {
  look_at /dev/null "diff of the files of /boot, /etc/default, /etc/modules-load.d as found and as left: see the log of this step"
  progress "passthrough restore"
  in_guest "$PASSTHROUGH" restore --yes
  boot_files | diff "$RUN/boot-files-found" -
  note "$(grep -c '^[0-9a-f]\{64\} ' "$RUN/boot-files-found") files of the boot as found, byte for byte"
}

# One line per file that a change of the host may touch: owner, mode, where a link leads or the hash of its bytes.
boot_files() {
  in_guest sh -s << 'SH'
find /etc/default /etc/modules-load.d /etc/modprobe.d /etc/initramfs-tools /boot \( -type f -o -type l \) \
  -printf '%p %u:%g %m %y %l\n' | LC_ALL=C sort
find /etc/default /etc/modules-load.d /etc/modprobe.d /etc/initramfs-tools /boot -type f -exec sha256sum {} + | LC_ALL=C sort -k2
SH
}
