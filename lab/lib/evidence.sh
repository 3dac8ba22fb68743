# shellcheck shell=bash
# What to keep of a cluster in which a step failed, before it is taken down: each in a log of the run folder.

collect_evidence() {
  local logs=$RUN/logs
  running kube-apiserver || return 0
  progress "collecting logs of the failure"
  {
    kubectl --request-timeout=10s get nodes,pods,passthroughnodes -A -o wide
    kubectl --request-timeout=10s get events -A --sort-by=.lastTimestamp
    kubectl --request-timeout=10s get passthroughnodes -o yaml
  } > "$logs/cluster.log" 2>&1 || true
  running qemu || return 0
  pod_logs > "$logs/pods.log" 2>&1 || true
  timeout 30 ssh -F "$RUN/ssh/config" guest journalctl --no-pager -o short-monotonic -u kubelet -u containerd -u kube-proxy -k \
    > "$logs/guest-journal.log" 2>&1 || true
}

# Ends with the pods that are not well, so that the last lines are the ones to read.
pod_logs() {
  local namespace pod
  while read -r namespace pod; do
    echo "== $namespace/$pod"
    timeout 20 "$(kubernetes_path)/kubectl" --kubeconfig "$RUN/kubeconfig" logs -n "$namespace" "$pod" --all-containers --tail=200
  done < <(kubectl get pods -A -o json |
    jq -r '.items | sort_by([.status.containerStatuses[]? | (.ready | not)] | any) | .[].metadata | "\(.namespace) \(.name)"')
}
