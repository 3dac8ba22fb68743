# shellcheck shell=bash
# Everything of one run: disks, certificates, process ids, logs. Each checkout has a folder of its own.

RUN=${PASSTHROUGH_RUN:-/var/tmp/passthrough-lab-$(sha256sum <<< "$LAB" | cut -c1-8)}
# What kubectl and helm remember belongs to the run.
export KUBECACHEDIR=$RUN/kubectl-cache HELM_CACHE_HOME=$RUN/helm/cache HELM_CONFIG_HOME=$RUN/helm/config HELM_DATA_HOME=$RUN/helm/data

prepare_run_folder() {
  if any_running; then
    say "A lab of this checkout is up already ($RUN). End it with lab/down."
    exit 1
  fi
  if [[ -e $RUN && ! -d $RUN/logs ]]; then
    say "$RUN exists and is no run folder of the lab: name another with PASSTHROUGH_RUN."
    exit 1
  fi
  rm -rf -- "$RUN"
  mkdir -p "$RUN"/{logs,processes}
  chmod 700 "$RUN"
  choose_ports
}

# Ends all processes; of the folder only the logs stay.
take_down() {
  [[ -d $RUN/logs ]] || return 0
  close_ssh
  on_second close_ssh
  stop_all
  find "$RUN" -mindepth 1 -maxdepth 1 ! -name logs -exec rm -rf -- {} +
}

explain_access() {
  say "  kubectl:  $(kubernetes_path)/kubectl --kubeconfig $RUN/kubeconfig get nodes"
  say "  ssh:      ssh -F $RUN/ssh/config guest$(running qemu-2 && echo '   (and guest-2)' || true)"
  say "  console:  tail -f $RUN/logs/console.log"
  say "  monitor:  socat - UNIX-CONNECT:$RUN/qmp.sock   (QMP)"
  say "  end:      $LAB/down"
}
