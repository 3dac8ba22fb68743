# shellcheck shell=bash
# Beyond functions of one card: whole cards, functions of an NVMe drive, what must be refused, and a VM for each at once.

# The VMs of run_vms: a name, what each asks for, the id of the card that it must see; mediated if that is no whole function.
VMS=(
  "vm-second intel.com/igb-vf 8086:10ca"
  "vm-whole-nic intel.com/82576 8086:10c9"
  "vm-nvme-vf lab.test/nvme-vf 1b36:0010"
  "vm-pair lab.test/nvme-pair 1b36:0010"
  "vm-serial-port lab.test/serial-port 4348:3253 mediated"
)

# A driver of the guest that divides a PCI function, as a graphics card's does. Where it could not be built, nobody asks for it.
DIVIDED=0000:00:0b.0
has_divider() { [[ -e $(mtty_path) ]]; }
# All lines of the input, or those without a word where there is no divider.
unless_mediated() { if has_divider; then cat; else grep -v "$1"; fi; }
load_divider() { in_guest "modprobe mdev && insmod /opt/lab/mtty.ko card=$DIVIDED"; }

give_devices() {
  look_at "$RUN/logs/pods.log" "kubectl get ptn $NODE -o yaml: its conditions say what is in the way"
  if has_divider; then load_divider; fi
  wanted_devices | kubectl apply -f -
  wait_until 300 "Ready=True of ptn/$NODE" is_ready_now
  kubectl get ptn "$NODE" -o json | jq -r '.status.resources[] | "\(.resourceName): \(.devices | join(" "))"' | sort | tee "$RUN/given"
  unless_mediated serial-port < "$LAB/expected/given" | diff - "$RUN/given"
}

wanted_devices() {
  kubectl create --dry-run=client -o json -f "$LAB/objects/devices.yaml" |
    { if has_divider; then cat; else jq 'del(.spec.resources[] | select(.mediatedDevices))'; fi; }
}

# Ready of this very generation.
is_ready_now() { [[ $(condition Ready) == True ]]; }

condition() {
  kubectl get ptn "$NODE" -o json | jq -r --arg type "$1" '.metadata.generation as $now
    | .status.conditions[]? | select(.type == $type and .observedGeneration == $now) | .status'
}

# Entries that must be refused, each in words that name what is in the way; nothing on the host changes.
refuse_devices() {
  look_at /dev/null "'<' is lab/expected/refused, '>' what the condition Planned said"
  host_state > "$RUN/state-before"
  kubectl patch ptn "$NODE" --type=json --patch-file "$LAB/objects/refused.json"
  wait_until 120 "Ready=False of ptn/$NODE" is_refused
  kubectl get ptn "$NODE" -o json | jq -r '.status.conditions[] | select(.type == "Planned") | .message' | tee "$RUN/said" |
    sed -E 's/IOMMU group [0-9]+/IOMMU group N/; s/mounted at [^.]*/mounted at …/' > "$RUN/refused"
  cat "$RUN/said"
  diff "$LAB/expected/refused" "$RUN/refused"
  host_state | diff "$RUN/state-before" -
}

is_refused() { [[ $(condition Ready) == False && $(condition Planned) == False ]]; }

run_vms() {
  local vms name resource id kind end=$((SECONDS + VM_SECONDS))
  look_at "$RUN/logs/pods.log" "kubectl describe pods; kubectl logs POD"
  vms=$(printf '%s\n' "${VMS[@]}" | unless_mediated mediated)
  while read -r name resource id kind; do
    vm_pod "$name" "$resource" "$id" "$kind" | kubectl apply -f -
  done <<< "$vms"
  until [[ -z $(unfinished_vms) ]]; do
    progress "$(unfinished_vms)"
    if ((SECONDS >= end)) || [[ $(unfinished_vms) == *Failed* ]]; then unfinished_vms; return 1; fi
    sleep 1
  done
  while read -r name _; do
    echo "== $name"
    kubectl logs "$name"
  done <<< "$vms"
  kubectl delete pods --all --timeout=60s
}

unfinished_vms() {
  kubectl get pods -o json | jq -r '[.items[] | select(.status.phase != "Succeeded") | "\(.metadata.name) is \(.status.phase)"] | join(", ")'
}

# vm_pod NAME RESOURCE ID [mediated]: the pod of the example, for another resource.
vm_pod() {
  local variable device='s/^/&/'
  variable=PCI_RESOURCE_$(tr '[:lower:]./' '[:upper:]__' <<< "$2")
  if [[ ${4:-} == mediated ]]; then
    variable=MDEV_$variable
    device='s|vfio-pci,host=|vfio-pci,sysfsdev=/sys/bus/mdev/devices/|'
  fi
  sed -e "s|intel.com/igb-vf|$2|; s|PCI_RESOURCE_INTEL_COM_IGB-VF|$variable|; s|8086:10ca|$3|; s|^  name: vm\$|  name: $1|" -e "$device" \
    "$PROJECT/examples/vm-pod.yaml"
}
