# shellcheck shell=bash
# Beyond functions of one card: whole cards, functions of an NVMe drive, what must be refused, and a VM for each at once.

# The VMs of run_vms: a name, what each asks for, the id of the card that it must see.
VMS=(
  "vm-second intel.com/igb-vf 8086:10ca"
  "vm-whole-nic intel.com/82576 8086:10c9"
  "vm-nvme-vf lab.test/nvme-vf 1b36:0010"
  "vm-pair lab.test/nvme-pair 1b36:0010"
)

give_devices() {
  look_at "$RUN/logs/pods.log" "kubectl get ptn $NODE -o yaml: its conditions say what is in the way"
  kubectl apply -f "$LAB/objects/devices.yaml"
  wait_until 300 "Ready=True of ptn/$NODE" is_ready_now
  kubectl get ptn "$NODE" -o json | jq -r '.status.resources[] | "\(.resourceName): \(.devices | join(" "))"' | sort | tee "$RUN/given"
  diff "$LAB/expected/given" "$RUN/given"
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
  local vm name resource id end=$((SECONDS + VM_SECONDS))
  look_at "$RUN/logs/pods.log" "kubectl describe pods; kubectl logs POD"
  for vm in "${VMS[@]}"; do
    read -r name resource id <<< "$vm"
    vm_pod "$name" "$resource" "$id" | kubectl apply -f -
  done
  until [[ -z $(unfinished_vms) ]]; do
    progress "$(unfinished_vms)"
    if ((SECONDS >= end)) || [[ $(unfinished_vms) == *Failed* ]]; then unfinished_vms; return 1; fi
    sleep 1
  done
  for vm in "${VMS[@]}"; do
    read -r name _ <<< "$vm"
    echo "== $name"
    kubectl logs "$name"
  done
  kubectl delete pods --all --timeout=60s
}

unfinished_vms() {
  kubectl get pods -o json | jq -r '[.items[] | select(.status.phase != "Succeeded") | "\(.metadata.name) is \(.status.phase)"] | join(", ")'
}

# vm_pod NAME RESOURCE ID: the pod of the example, for another resource.
vm_pod() {
  local variable
  variable=PCI_RESOURCE_$(tr '[:lower:]./' '[:upper:]__' <<< "$2")
  sed -e "s|intel.com/igb-vf|$2|; s|PCI_RESOURCE_INTEL_COM_IGB-VF|$variable|; s|8086:10ca|$3|; s|^  name: vm\$|  name: $1|" \
    "$PROJECT/examples/vm-pod.yaml"
}
