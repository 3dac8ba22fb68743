# shellcheck shell=bash
# A host that is not prepared, prepared by the product: the plan is shown, arguments and modules are written, the boot menu
# is made anew, the host reboots by itself, and then its functions are on vfio-pci. Restore gives back every byte.

HOST_SPEC=/root/host.yaml
EARLY=0000:07:00.0

# What the whole case asks for: the host of one example with the functions of another, and a card that no driver of the host
# is to have at all.
plan_host() {
  local code=0
  { host_spec; sed -n '/^    - /,$p' "$PROJECT/examples/igb-vfs.yaml"; } | in_guest "cat > $HOST_SPEC"
  boot_files > "$RUN/boot-files-found"
  look_at /dev/null "passthrough plan -f $HOST_SPEC in the guest"
  progress "passthrough plan"
  in_guest "$PASSTHROUGH" plan -f "$HOST_SPEC" || code=$?
  ((code <= 2))
  boot_files | diff "$RUN/boot-files-found" -
}

host_spec() {
  sed 's/^    iommu: Required .*/&\n    initramfs: Managed/' "$PROJECT/examples/host-iommu.yaml"
  cat << YAML
  resources:
    - name: early
      resourceName: lab.test/82574
      device: {select: {address: "$EARLY"}}
YAML
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
  in_guest dmesg | grep ' passthrough: '
  [[ $(in_guest readlink "/sys/bus/pci/devices/$EARLY/driver") == */vfio-pci ]]
  [[ $(in_guest dmesg | grep -c "e1000e $EARLY") == 0 ]]
  progress "passthrough apply, now that there are groups"
  in_guest "$PASSTHROUGH" apply --yes -f "$HOST_SPEC"
  [[ $(in_guest 'readlink /sys/bus/pci/devices/0000:01:10.*/driver | grep -c vfio-pci') == 3 ]]
  note "$(groups) groups; three functions on vfio-pci; a card that no other driver had in this boot"
  progress "passthrough apply, of the host alone: its functions go"
  host_spec | in_guest "cat > $HOST_SPEC"
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

# One line per file that a change of the host may touch: owner, mode, where a link leads or the hash of its bytes; of an
# initramfs, in which each build has its own times, the hash of the names in it.
boot_files() {
  in_guest sh -s << 'SH'
files="/etc/default /etc/modules-load.d /etc/modprobe.d /etc/initramfs-tools /etc/passthrough /boot"
find $files \( -type f -o -type l \) -printf '%p %u:%g %m %y %l\n' 2> /dev/null | LC_ALL=C sort
find $files -type f ! -name 'initrd.img*' -exec sha256sum {} + 2> /dev/null | LC_ALL=C sort -k2
for image in /boot/initrd.img*; do
  echo "$(lsinitramfs "$image" | LC_ALL=C sort | sha256sum | cut -d' ' -f1)  names in $image"
done
SH
}
