# shellcheck shell=bash
# A host as most are found: booted by its own GRUB, its IOMMU switched off. `passthrough doctor` says so and how to change it;
# done by hand, to the letter, the groups are there after a real reboot.

SPEC=/root/node.yaml

# A second machine, on a fresh disk that outlives power cuts. Its node of Kubernetes stays away, so that nobody but the test
# changes it.
boot_plain_host() {
  close_ssh
  stop qemu
  fresh_disk
  touch "$RUN/lasting"
  power_on grub
  in_guest systemctl disable --quiet --now kubelet kube-proxy containerd
  # With something of the boot files' to change beside the functions.
  { cat "$PROJECT/examples/igb-vfs.yaml"; echo '  host: {kernelArguments: [iommu=pt]}'; } | in_guest "cat > $SPEC"
}

find_iommu_off() {
  local code=0
  look_at "$RUN/doctor-off" "does the guest's /proc/cmdline say intel_iommu=off?"
  in_guest "cat > $SPEC" < "$PROJECT/examples/igb-vfs.yaml"
  echo "The kernel was started with: $(in_guest cat /proc/cmdline)"
  [[ $(groups) == 0 ]]
  progress "passthrough doctor"
  in_guest "$PASSTHROUGH" doctor > "$RUN/doctor-off" || code=$?
  cat "$RUN/doctor-off"
  ((code == 1))
  grep -q 'intel_iommu=off' "$RUN/doctor-off"
  progress "passthrough plan"
  code=0
  in_guest "$PASSTHROUGH" plan -f "$SPEC" || code=$?
  ((code != 0))
}

# Does what doctor says, to the letter: "Change FILE, line N to: TEXT", "Run: COMMAND", reboot.
switch_iommu_on() {
  local file line text
  look_at "$RUN/logs/console.log" "what does GRUB's menu entry say: grep linux /boot/grub/grub.cfg"
  IFS=$'\t' read -r file line text < <(sed -n 's/^ *1\. Change \([^,]*\), line \([0-9]*\) to: /\1\t\2\t/p' "$RUN/doctor-off")
  progress "changing line $line of $file"
  in_guest "cat > /root/line && sed -i -e '${line}r /root/line' -e ${line}d $file" <<< "$text"
  progress "$(sed -n 's/^ *2\. Run: //p' "$RUN/doctor-off")"
  in_guest "$(sed -n 's/^ *2\. Run: //p' "$RUN/doctor-off")"
  reboot_guest
  echo "The kernel was started with: $(in_guest cat /proc/cmdline)"
  progress "passthrough doctor"
  in_guest "$PASSTHROUGH" doctor
  inspect_as found
  note "$(groups) groups where there were none"
}

groups() { in_guest ls /sys/kernel/iommu_groups | wc -l; }

try_boot_tools() {
  look_at /dev/null "lab/boot-tools by itself"
  progress "lab/boot-tools"
  "$LAB/boot-tools"
}
