# shellcheck shell=bash
# shellcheck disable=SC2034 # its constants are for the other files
# Who is where. QEMU's user network puts the guest at 10.0.2.15 and this machine's loopback at 10.0.2.2 inside the guest;
# services and pods get the customary ranges. Ports on this machine are chosen free for each run.

GUEST_ADDRESS=10.0.2.15
HOST_IN_GUEST=10.0.2.2
SERVICE_RANGE=10.96.0.0/16
API_SERVICE_ADDRESS=10.96.0.1
POD_RANGE=10.244.0.0/16
NODE=worker-1

choose_ports() {
  local name
  for name in API_PORT ETCD_PORT ETCD_PEER_PORT SSH_PORT; do
    printf '%s=%s\n' "$name" "$(free_port)"
  done > "$RUN/ports"
}

# Defines API_PORT, ETCD_PORT, ETCD_PEER_PORT and SSH_PORT of this run.
read_ports() {
  # shellcheck source=/dev/null
  . "$RUN/ports"
}

api_for_host() { echo "https://127.0.0.1:$API_PORT"; }
api_for_guest() { echo "https://$HOST_IN_GUEST:$API_PORT"; }

kubectl() { "$(kubernetes_path)/kubectl" --kubeconfig "$RUN/kubeconfig" "$@"; }
helm() { "$(helm_path)/helm" --kubeconfig "$RUN/kubeconfig" "$@"; }

# in_guest COMMAND...: runs it as root in the guest, over one connection that all calls share; no longer than GUEST_SECONDS.
in_guest() { timeout --foreground -k 5 "${GUEST_SECONDS:-420}" ssh -F "$RUN/ssh/config" guest "$@"; }

# After the guest's end that connection is dead, and a new one would wait for it.
close_ssh() {
  if [[ -S $RUN/ssh/control ]]; then timeout 10 ssh -F "$RUN/ssh/config" -O exit guest 2> /dev/null || true; fi
}
