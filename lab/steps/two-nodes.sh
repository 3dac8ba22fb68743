# shellcheck shell=bash
# A rollout over two nodes that are not prepared, one at a time: each is cordoned, emptied within the pods' disruption budget,
# granted its plan and rebooted, and is well again before the other begins. Which is first is not said: the one whose agent
# has looked first. Somebody cordons the other node meanwhile, and that cordon stays. What was seen of nodes, objects and pods
# is written down about once a second; the order is judged by that.

ROLLOUT_SECONDS=1800

# Both on fresh disks, booted by their GRUB with the IOMMU off.
boot_two_nodes() {
  close_ssh
  stop qemu
  boot_guest grub
  on_second boot_guest grub
  on_second name_node
  prepare_node
  on_second prepare_node
  look_at "$RUN/logs/pods.log" "kubectl -n $NAMESPACE describe pods"
  progress "helm upgrade: privileged pods and rollouts are allowed"
  helm upgrade passthrough "$PROJECT/charts/passthrough" --install --namespace "$NAMESPACE" --create-namespace --reuse-values \
    --set privilegedPods.enabled=true --set rollouts.enabled=true --wait --timeout 10m
}

# Makes the second guest, which is a copy of the first, a node of its own name and addresses.
name_node() {
  progress "naming $NODE"
  in_guest sh -s "$NODE" "$GUEST_ADDRESS" << 'SH'
set -eu
systemctl stop kubelet kube-proxy
sed -i "s/worker-1/$1/" /etc/hostname /etc/hosts /etc/systemd/system/kubelet.service /etc/systemd/system/kube-proxy.service
sed -i "s/10\.0\.2\.15/$2/" /etc/hosts /etc/systemd/system/kubelet.service
sed -i "s|^Address=.*|&\nAddress=$2/24|" /etc/systemd/network/10-management.network
sed -i 's|10\.244\.0\.0/24|10.244.1.0/24|' /etc/cni/net.d/10-lab.conflist
hostname "$1"
ip address add "$2/24" dev "$(ip -o route show default | sed 's/.* dev \([^ ]*\).*/\1/')"
systemctl daemon-reload
systemctl start kubelet kube-proxy
SH
}

prepare_node() {
  load_images
  wait_for_node
  [[ $(groups) == 0 ]]
  boot_id > "$RUN/boot-before$MACHINE"
  boots_of_console > "$RUN/boots-before$MACHINE"
  kubectl label --overwrite node "$NODE" lab.test/pool=rollout
}

# One pod on each node, of which one has to be there at any time.
spread_pods() {
  look_at "$RUN/logs/cluster.log" "kubectl get pods -o wide"
  kubectl apply -f "$LAB/objects/steady.yaml"
  wait_until 180 "a pod on each node" on_both_nodes
  both_available
  start observer "$LAB/lib/observe" "$(kubernetes_path)/kubectl" "$RUN/kubeconfig"
  wait_until 60 "the first observation" has_seen 1
}

# The first node's turn. The other one is cordoned by hand once the first is empty.
roll_first() {
  look_at "$RUN/logs/pods.log" "kubectl get ptp,ptn -o yaml; the operator's log; $RUN/logs/observer.log"
  kubectl apply -f "$LAB/objects/rollout.yaml"
  wait_until "$ROLLOUT_SECONDS" "a node to be granted its plan" one_is_granted
  progress "$(first) is first; cordoning $(other), as an admin does"
  kubectl cordon "$(other)"
  on_node "$(first)" await_rollout
}

roll_second() {
  look_at "$RUN/logs/pods.log" "kubectl get ptp,ptn -o yaml; the operator's log; $RUN/logs/observer.log"
  on_node "$(other)" await_rollout
}

# One node's reboot, and that it is well and released.
await_rollout() {
  wait_until "$ROLLOUT_SECONDS" "$NODE to reboot by itself" console_shows_boot
  close_ssh
  await_boot "$(cat "$RUN/boot-before$MACHINE")"
  echo "$NODE was started with: $(in_guest cat /proc/cmdline)"
  wait_until "$ROLLOUT_SECONDS" "Ready=True of ptn/$NODE, and its release" is_released
  kubectl get passthroughnode "$NODE" -o yaml
  note "$NODE: $(groups) groups, $(kubectl get passthroughnode "$NODE" -o jsonpath='{.status.allocatable}')"
}

# The order of it all, from what was seen; then the admin's cordon goes, and nothing else is left.
judge_rollout() {
  look_at "$RUN/logs/observer.log" "each line of it is what was seen at one moment"
  wait_until 60 "the last observations" has_seen "$(($(wc -l < "$RUN/logs/observer.log") + 2))"
  stop observer
  jq -rs --arg first "$(first)" --arg other "$(other)" -f "$LAB/lib/rollout-flaws.jq" "$RUN/logs/observer.log" | tee "$RUN/flaws"
  [[ ! -s $RUN/flaws ]]
  kubectl uncordon "$(other)"
  both_available
  note "$(wc -l < "$RUN/logs/observer.log") observations: one after the other, a pod always there, the admin's cordon kept"
  on_second close_ssh
  stop qemu-2
}

first() { cat "$RUN/first"; }
other() { if [[ $(first) == worker-1 ]]; then echo worker-2; else echo worker-1; fi; }
# on_node NODE COMMAND...: the command, about that node's guest.
on_node() { if [[ $1 == worker-2 ]]; then on_second "${@:2}"; else "${@:2}"; fi; }
one_is_granted() {
  kubectl get passthroughnodes -o json \
    | jq -er 'first(.items[] | select(.status.maintenance.phase == "Granted")).metadata.name' > "$RUN/first"
}
both_available() {
  wait_until 180 "both pods to be there" kubectl wait --for=jsonpath='{.status.availableReplicas}'=2 deployment/steady --timeout=5s
}
boots_of_console() { grep -ac 'Linux version' "$RUN/logs/console$MACHINE.log" || true; }
console_shows_boot() { (($(boots_of_console) > $(cat "$RUN/boots-before$MACHINE"))); }
has_seen() { (($(wc -l < "$RUN/logs/observer.log") >= $1)); }
on_both_nodes() {
  [[ $(kubectl get pods -l app=steady --field-selector=status.phase=Running -o json | jq '[.items[].spec.nodeName] | unique | length') == 2 ]]
}
is_released() {
  kubectl get passthroughnode "$NODE" -o json | jq -e '.status.maintenance == null and .spec.grant == null
    and any(.status.conditions[]; .type == "Ready" and .status == "True")'
}
