# shellcheck shell=bash
# The VM pod of the examples, and what it saw.

VM_SECONDS=600

run_vm() {
  local end=$((SECONDS + VM_SECONDS)) phase=''
  look_at "$RUN/logs/pods.log" "kubectl describe pod vm; kubectl logs vm"
  kubectl apply -f "$PROJECT/examples/vm-pod.yaml"
  while [[ $phase != Succeeded ]]; do
    phase=$(kubectl get pod vm -o jsonpath='{.status.phase}')
    progress "pod vm is $phase"
    if [[ $phase == Failed ]] || ((SECONDS >= end)); then
      echo "pod vm is $phase after $((SECONDS - end + VM_SECONDS)) s"
      return 1
    fi
    sleep 1
  done
  kubectl logs vm
  write_report > "$RUN/report"
}

# For a person: what there was while everything was up.
write_report() {
  echo
  echo "The node"
  kubectl get node "$NODE" -o wide | indent
  echo "What its devices are, and what QEMU made of each"
  indent < "$RUN/agreement"
  echo "The PassthroughNode"
  kubectl get passthroughnode "$NODE" | indent
  kubectl get passthroughnode "$NODE" -o json |
    jq -r '.status.conditions[]? | "\(.type)=\(.status)  \(.reason): \(.message)"' | indent
  echo "What the node offers"
  echo "$RESOURCE: $(allocatable)" | indent
  echo "What the VM saw (pod $(kubectl get pod vm -o jsonpath='{.metadata.name}, {.status.phase}'))"
  kubectl get pod vm -o jsonpath='{.status.containerStatuses[0].state.terminated.message}' | indent
  echo
}

indent() { sed 's/^/  /'; }
