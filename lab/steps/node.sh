# shellcheck shell=bash
# The guest: started, again if it hangs, until it answers ssh; then its kubelet joins.

BOOT_TRIES=3
BOOT_SECONDS=120      # Enough for a boot under emulation on two idle cores, twice over.
BOOT_SILENCE=45       # On a busy machine a boot gets longer, as long as its console has said something within this time,
BOOT_SECONDS_BUSY=480 # but never longer than this.

boot_guest() {
  local guest acceleration=tcg try begin
  guest=$(guest_path)
  read_ports
  make_payload
  progress "trying KVM"
  if kvm_works "$guest"; then acceleration=kvm; fi
  look_at "$RUN/logs/console.log" "boot it once more; should it stop at the same line again, that line is the trouble"
  for ((try = 1; try <= BOOT_TRIES; try++)); do
    echo "boot $try with $acceleration"
    echo "$acceleration" > "$RUN/acceleration"
    begin=$SECONDS
    start_qemu "$acceleration" "$guest"
    if guest_boots "the guest to answer ssh ($acceleration, boot $try)"; then
      note "answered after $((SECONDS - begin)) s, $([[ $acceleration == kvm ]] && echo 'with KVM' || echo 'emulated: KVM does not work here')"
      return 0
    fi
    running qemu || show_tail "$RUN/logs/qemu.log"
    note "Boot $try ($acceleration) did not answer ssh after $((SECONDS - begin)) s and was ended; its console: console-of-boot-$try.log"
    stop qemu
    cp "$RUN/logs/console.log" "$RUN/logs/console-of-boot-$try.log" || true
    acceleration=tcg
  done
  return 1
}

guest_boots() {
  local begin=$SECONDS elapsed
  progress "waiting for $1"
  until guest_answers > /dev/null 2>&1; do
    running qemu || return 1
    elapsed=$((SECONDS - begin))
    if ((elapsed >= BOOT_SECONDS_BUSY)) || { ((elapsed >= BOOT_SECONDS)) && console_is_silent; }; then return 1; fi
    sleep 0.5
  done
}

console_is_silent() { (($(date +%s) - $(stat -c %Y "$RUN/logs/console.log") > BOOT_SILENCE)); }

guest_answers() {
  running qemu && ssh -F "$RUN/ssh/config" -o ControlMaster=no -o ControlPath=none guest true
}

wait_for_node() {
  look_at "$RUN/logs/guest-journal.log" "kubectl describe node $NODE"
  wait_until 300 "node $NODE to be Ready" node_ready
}

node_ready() { kubectl wait --for=condition=Ready "node/$NODE" --timeout=5s; }
