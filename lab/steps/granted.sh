# shellcheck shell=bash
# A node of Kubernetes that is not prepared, prepared through the cluster: the agent says what is beyond its rights, a privileged
# pod looks at the node as root, and what it plans is granted by its hash: boot files and a reboot first, then a card of which
# only root sees whether a process has it open. Deleting the object gives all of it back.

GRANTED_DRIVE=0000:04:00.0
GRANTED_RESOURCE=lab.passthrough.dev/drive
GRANTED_SECONDS=900

# A second machine of the same name, on a fresh disk, booted by its GRUB with the IOMMU off.
boot_unprepared_node() {
  kubectl delete --ignore-not-found --timeout=60s -f "$PROJECT/examples/vm-pod.yaml"
  close_ssh
  stop qemu
  fresh_disk
  power_on grub
  boot_files > "$RUN/node-boot-files-found"
  host_state > "$RUN/node-found"
  [[ $(groups) == 0 ]]
  load_images
  wait_for_node
  look_at "$RUN/logs/pods.log" "kubectl -n $NAMESPACE describe pods"
  progress "helm upgrade: privileged pods are allowed"
  helm upgrade passthrough "$PROJECT/charts/passthrough" --namespace "$NAMESPACE" --reuse-values \
    --set privilegedPods.enabled=true --wait --timeout 10m
}

ask_beyond_agent() {
  look_at "$RUN/logs/pods.log" "kubectl get ptn $NODE -o yaml: what do AgentSuffices and PrivilegedWork say?"
  { sed "s/^  name: .*/  name: $NODE/" "$PROJECT/examples/host-iommu.yaml"; cat; } << YAML | kubectl apply -f -
  resources:
    - name: drive
      resourceName: $GRANTED_RESOURCE
      device: {select: {address: "$GRANTED_DRIVE"}}
YAML
  await_privileged_work GrantNeeded
  boot_files | diff "$RUN/node-boot-files-found" -
  note "root's plan: $(privileged_plan | jq '.steps | length') steps, among them: $(privileged_plan | jq -r '.steps | last')"
}

grant_reboot() {
  local before
  before=$(boot_id)
  look_at "$RUN/logs/console.log" "journalctl -b -1 in the guest; passthrough history there; kubectl get ptn $NODE -o yaml"
  grant
  progress "waiting for the node to reboot by itself"
  close_ssh
  await_boot "$before"
  echo "The kernel was started with: $(in_guest cat /proc/cmdline)"
  [[ $(groups) -gt 13 ]]
  note "rebooted once, $(groups) groups"
}

# Its second plan: the card. The agent gives way to the pod that takes it, and offers it afterwards.
grant_card() {
  look_at "$RUN/logs/pods.log" "kubectl get ptn $NODE -o yaml: what do AgentSuffices and PrivilegedWork say?"
  await_privileged_work GrantNeeded
  grant
  wait_until "$GRANTED_SECONDS" "Ready=True of ptn/$NODE" kubectl wait --for=condition=Ready "passthroughnode/$NODE" --timeout=5s
  kubectl get passthroughnode "$NODE" -o yaml
  [[ $(in_guest readlink "/sys/bus/pci/devices/$GRANTED_DRIVE/driver") == */vfio-pci ]]
  wait_until 180 "the privileged pod to be gone" no_privileged_pod
  note "$(kubectl get passthroughnode "$NODE" -o jsonpath='{.status.allocatable}')"
}

delete_granted() {
  look_at "$RUN/logs/pods.log" "kubectl get ptn $NODE -o yaml: what does Restored say?"
  kubectl delete --timeout="${GRANTED_SECONDS}s" "passthroughnode/$NODE"
  boot_files | diff "$RUN/node-boot-files-found" -
  host_state | diff "$RUN/node-found" -
  wait_until 180 "the agent's pod to be gone" no_agent_pod
}

await_privileged_work() {
  wait_until "$GRANTED_SECONDS" "PrivilegedWork of ptn/$NODE to say $1" privileged_work_says "$1"
  kubectl get passthroughnode "$NODE" -o json | jq .status
}

privileged_work_says() {
  [[ $(kubectl get passthroughnode "$NODE" -o jsonpath='{.status.conditions[?(@.type=="PrivilegedWork")].reason}') == "$1" ]]
}

privileged_plan() { kubectl get passthroughnode "$NODE" -o json | jq .status.privileged.seen.plan; }

no_privileged_pod() {
  [[ -z $(kubectl --namespace "$NAMESPACE" get pods -l app.kubernetes.io/component=privileged -o name) ]]
}

grant() {
  local hash
  hash=$(privileged_plan | jq -r .hash)
  progress "granting plan $hash"
  kubectl patch passthroughnode "$NODE" --type=merge -p "{\"spec\":{\"grant\":\"$hash\"}}"
}
