# shellcheck shell=bash
# What to keep of a cluster in which a step failed, before it is taken down: each in a log of the run folder.

collect_evidence() {
  local logs=$RUN/logs
  progress "collecting logs of the failure"
  if running kube-apiserver; then
    {
      kubectl --request-timeout=10s get nodes,pods,passthroughnodes -A -o wide
      kubectl --request-timeout=10s get events -A --sort-by=.lastTimestamp
      kubectl --request-timeout=10s get passthroughnodes -o yaml
    } > "$logs/cluster.log" 2>&1 || true
  fi
  if running qemu; then look_into_guest; fi
  if running qemu-2; then on_second look_into_guest; fi
  [[ -e $logs/frozen.log ]] || pod_logs > "$logs/pods.log" 2>&1 || true
}

look_into_guest() {
  if guest_is_frozen; then
    look_into_qemu >> "$RUN/logs/frozen.log" 2>&1 || true
    return 0
  fi
  timeout 30 ssh -F "$RUN/ssh/config" "guest$MACHINE" journalctl --no-pager -o short-monotonic -u kubelet -u containerd -u kube-proxy -k \
    > "$RUN/logs/guest-journal$MACHINE.log" 2>&1 || true
}

# Whether the guest's kernel runs no more although QEMU does: no new connection, in a minute.
guest_is_frozen() {
  local end=$((SECONDS + 60))
  [[ -e $RUN/ssh/config ]] || return 1
  while ((SECONDS < end)); do
    if timeout 20 ssh -F "$RUN/ssh/config" -o ControlMaster=no -o ControlPath=none "guest$MACHINE" true; then return 1; fi
    sleep 1
  done 2> /dev/null
}

# What a frozen guest's processors are at, twice, and what its kernel says when it is asked by the keyboard: blocked tasks,
# and where each processor is.
look_into_qemu() {
  local line
  for line in 'info status' 'info registers -a' 'sendkey alt-sysrq-w' 'sendkey alt-sysrq-l' 'info registers -a'; do
    echo "(qemu) $line"
    monitor "$line"
    sleep 2
  done
  tail -n 200 "$RUN/logs/console$MACHINE.log"
}

# monitor LINE: QEMU's answer to it on its own console.
monitor() {
  {
    echo '{"execute": "qmp_capabilities"}'
    jq -cn --arg line "$1" '{execute: "human-monitor-command", arguments: {"command-line": $line}}'
    sleep 1
  } | timeout 10 socat - "UNIX-CONNECT:$RUN/qmp$MACHINE.sock" | jq -r 'select(.return | type == "string") | .return'
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
