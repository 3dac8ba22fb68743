# shellcheck shell=bash
# The guest: started, again if it hangs, until it answers ssh; then its kubelet joins.

BOOT_TRIES=3

boot_guest() {
  local guest acceleration=tcg try limit
  guest=$(guest_path)
  read_ports
  make_payload
  progress "trying KVM"
  if kvm_works "$guest"; then acceleration=kvm; fi
  look_at "$RUN/logs/console.log" "boot it once more; should it stop at the same line again, that line is the trouble"
  for ((try = 1; try <= BOOT_TRIES; try++)); do
    echo "boot $try with $acceleration"
    echo "$acceleration" > "$RUN/acceleration"
    start_qemu "$acceleration" "$guest"
    limit=120
    [[ $acceleration != kvm ]] || limit=60
    if wait_until "$limit" "the guest to answer ssh ($acceleration, boot $try)" guest_answers; then
      echo "$try" > "$RUN/boots"
      return 0
    fi
    running qemu || show_tail "$RUN/logs/qemu.log"
    echo "Boot $try did not answer ssh within $limit s: ended."
    stop qemu
    cp "$RUN/logs/console.log" "$RUN/logs/console-of-boot-$try.log" || true
    acceleration=tcg
  done
  return 1
}

guest_answers() {
  running qemu && ssh -F "$RUN/ssh/config" -o ControlMaster=no -o ControlPath=none guest true
}

wait_for_node() {
  look_at "$RUN/logs/kubelet.log" "kubectl --kubeconfig $RUN/kubeconfig describe node $NODE"
  if ! wait_until 180 "node $NODE to be Ready" node_ready; then
    in_guest journalctl --no-pager -u kubelet -u containerd > "$RUN/logs/kubelet.log" || true
    return 1
  fi
}

node_ready() { kubectl wait --for=condition=Ready "node/$NODE" --timeout=5s; }
