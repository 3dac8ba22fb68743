# shellcheck shell=bash
# shellcheck disable=SC2034 # its constants are for the other files
# Who is where. QEMU's user network puts a guest at 10.0.2.15 and this machine's loopback at 10.0.2.2 inside the guest;
# services and pods get the customary ranges. Ports on this machine are chosen free for each run. A second guest has a
# network of its own like that, and one address more, by which the cluster tells the two apart.

MACHINE=              # What ends the names of a machine's files and processes: nothing, or -2.
GUEST_ADDRESS=10.0.2.15
HOST_IN_GUEST=10.0.2.2
SERVICE_RANGE=10.96.0.0/16
API_SERVICE_ADDRESS=10.96.0.1
POD_RANGE=10.244.0.0/16
NODE=worker-1

# on_second COMMAND...: the command, about the second guest.
on_second() {
  local MACHINE=-2 NODE=worker-2 GUEST_ADDRESS=10.0.2.16
  "$@"
}

choose_ports() {
  local name
  for name in API_PORT ETCD_PORT ETCD_PEER_PORT FIRST_SSH_PORT SECOND_SSH_PORT; do
    printf '%s=%s\n' "$name" "$(free_port)"
  done > "$RUN/ports"
}

# Defines API_PORT, ETCD_PORT, ETCD_PEER_PORT and the guests' FIRST_SSH_PORT and SECOND_SSH_PORT of this run.
read_ports() {
  # shellcheck source=/dev/null
  . "$RUN/ports"
}

ssh_port() { if [[ -z $MACHINE ]]; then echo "$FIRST_SSH_PORT"; else echo "$SECOND_SSH_PORT"; fi; }

api_for_host() { echo "https://127.0.0.1:$API_PORT"; }
api_for_guest() { echo "https://$HOST_IN_GUEST:$API_PORT"; }

kubectl() { "$(kubernetes_path)/kubectl" --kubeconfig "$RUN/kubeconfig" "$@"; }
helm() { "$(helm_path)/helm" --kubeconfig "$RUN/kubeconfig" "$@"; }

# in_guest COMMAND...: runs it as root in the guest, over one connection that all calls share; no longer than GUEST_SECONDS.
in_guest() { timeout --foreground -k 5 "${GUEST_SECONDS:-420}" ssh -F "$RUN/ssh/config" "guest$MACHINE" "$@"; }

# After the guest's end that connection is dead, and a new one would wait for it.
close_ssh() {
  if [[ -S $RUN/ssh/control$MACHINE ]]; then timeout 10 ssh -F "$RUN/ssh/config" -O exit "guest$MACHINE" 2> /dev/null || true; fi
}
