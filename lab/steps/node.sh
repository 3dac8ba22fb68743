# shellcheck shell=bash
# The guest: started, again if it hangs, until it answers ssh; then its kubelet joins.

BOOT_TRIES=3
BOOT_SECONDS=120      # Enough for a boot under emulation on two idle cores, twice over.
BOOT_SILENCE=45       # On a busy machine a boot gets longer, as long as its console has said something within this time,
BOOT_SECONDS_BUSY=480 # but never longer than this.

# boot_guest direct|grub
boot_guest() {
  read_ports
  make_payload
  progress "trying KVM"
  if kvm_works "$(guest_path)"; then echo kvm; else echo tcg; fi > "$RUN/acceleration"
  fresh_disk
  power_on "$1"
}

# power_on direct|grub: until the guest answers ssh.
power_on() {
  local acceleration try begin
  acceleration=$(cat "$RUN/acceleration")
  look_at "$RUN/logs/console$MACHINE.log" "boot it once more; should it stop at the same line again, that line is the trouble"
  for ((try = 1; try <= BOOT_TRIES; try++)); do
    echo "boot $try with $acceleration"
    echo "$acceleration" > "$RUN/acceleration"
    begin=$SECONDS
    start_qemu "$acceleration" "$1"
    if guest_boots "the guest to answer ssh ($acceleration, boot $try)"; then
      note "answered after $((SECONDS - begin)) s, $([[ $acceleration == kvm ]] && echo 'with KVM' || echo 'emulated: KVM does not work here')"
      return 0
    fi
    running "qemu$MACHINE" || show_tail "$RUN/logs/qemu$MACHINE.log"
    note "Boot $try ($acceleration) did not answer ssh after $((SECONDS - begin)) s and was ended; its console: console$MACHINE-of-boot-$try.log"
    stop "qemu$MACHINE"
    cp "$RUN/logs/console$MACHINE.log" "$RUN/logs/console$MACHINE-of-boot-$try.log" || true
    # What a boot that hung wrote to such a disk is not to be trusted.
    [[ $1 == grub ]] || fresh_disk
    acceleration=tcg
  done
  return 1
}

# A real reboot, by the guest itself; where its boot hangs, the machine is switched off and on.
reboot_guest() {
  local before
  before=$(boot_id)
  progress "rebooting the guest"
  in_guest systemctl reboot || true
  await_boot "$before"
}

# await_boot BOOT_ID: waits until the guest has left that boot and is up again; where its boot hangs, the machine is
# switched off and on.
await_boot() {
  close_ssh
  if ! guest_boots "the guest to come back" "$1"; then
    note "the reboot hung; switched off and on"
    stop "qemu$MACHINE"
    power_on grub
  fi
}

boot_id() { in_guest cat /proc/sys/kernel/random/boot_id; }

# guest_boots WHAT [BOOT_ID]: waits for a boot other than that one.
guest_boots() {
  local begin=$SECONDS elapsed
  progress "waiting for $1"
  until guest_answers "${2:-}" 2> /dev/null; do
    running "qemu$MACHINE" || return 1
    elapsed=$((SECONDS - begin))
    if ((elapsed >= BOOT_SECONDS_BUSY)) || { ((elapsed >= BOOT_SECONDS)) && console_is_silent; }; then return 1; fi
    sleep 0.5
  done
}

console_is_silent() { (($(date +%s) - $(stat -c %Y "$RUN/logs/console$MACHINE.log") > BOOT_SILENCE)); }

guest_answers() {
  local now
  running "qemu$MACHINE" || return 1
  now=$(ssh -F "$RUN/ssh/config" -o ControlMaster=no -o ControlPath=none "guest$MACHINE" cat /proc/sys/kernel/random/boot_id) || return 1
  [[ $now != "$1" ]]
}

wait_for_node() {
  look_at "$RUN/logs/guest-journal.log" "kubectl describe node $NODE"
  wait_until 300 "node $NODE to be Ready" node_ready
}

node_ready() { kubectl wait --for=condition=Ready "node/$NODE" --timeout=5s; }
