# shellcheck shell=bash
# The product as its user meets it: images, chart, a PassthroughNode, and its end.

PROJECT=$(dirname "$LAB")
IMAGE_MODULES=(device-plugin operator)
NAMESPACE=passthrough-system
RESOURCE=intel.com/igb-vf

build_project() {
  local module
  look_at /dev/null "cd $PROJECT && ./mvnw package -DskipTests"
  progress "./mvnw package -Pimages"
  (
    cd "$PROJECT" || exit
    nice ./mvnw -ntp package -DskipTests --projects "$(IFS=, && echo "${IMAGE_MODULES[*]}")" --also-make \
      -Pimages "-Dimage.base=tar://$(base_image_path)"
  )
  mkdir -p "$RUN/product"
  for module in "${IMAGE_MODULES[@]}"; do
    cp "$PROJECT/$module/target/image.tar" "$RUN/product/$module.tar"
  done
  # With its files' times: the class archive is refused without them.
  cp -a "$PROJECT/device-plugin/target/dist" "$RUN/product/passthrough"
  cp "$PROJECT"/host/target/passthrough-host-*-tests.jar "$RUN/product/host-tests.jar"
}

load_images() {
  local module
  for module in "${IMAGE_MODULES[@]}"; do
    progress "loading the image of $module on $NODE"
    in_guest ctr --namespace k8s.io images import "/opt/lab/images/$module.tar"
  done
}

install_chart() {
  load_images
  host_state > "$RUN/host-as-found"
  look_at "$RUN/logs/pods.log" "kubectl -n $NAMESPACE describe pods"
  progress "helm install"
  helm install passthrough "$PROJECT/charts/passthrough" --namespace "$NAMESPACE" --create-namespace --wait --timeout 10m
}

make_functions() {
  look_at "$RUN/logs/pods.log" "kubectl describe ptn $NODE: its conditions say what is in the way"
  kubectl apply -f "$PROJECT/examples/igb-vfs.yaml"
  wait_until 480 "Ready=True of ptn/$NODE" kubectl wait --for=condition=Ready "passthroughnode/$NODE" --timeout=5s
}

wait_for_allocatable() {
  look_at "$RUN/logs/guest-journal.log" "does the agent's log say that it registered with kubelet?"
  wait_until 120 "$1 $RESOURCE in the node's allocatable" is_allocatable "$1"
}

is_allocatable() { [[ $(allocatable) == "$1" ]]; }
allocatable() { kubectl get node "$NODE" -o json | jq -r --arg r "$RESOURCE" '.status.allocatable[$r] // "0"'; }

# Removes the object and holds the host to what it was before the product came.
delete_functions() {
  look_at "$RUN/logs/pods.log" "kubectl get ptn $NODE -o yaml: is its finalizer still there? The operator's log says why"
  kubectl delete --ignore-not-found --timeout=60s -f "$PROJECT/examples/vm-pod.yaml"
  progress "deleting ptn/$NODE"
  kubectl delete --timeout=300s "passthroughnode/$NODE"
  wait_until 120 "the node to offer no $RESOURCE" is_allocatable 0
  wait_until 180 "the agent's pod to be gone" no_agent_pod
  host_state > "$RUN/host-as-left"
  echo "Differences between the host as found and as left:"
  diff "$RUN/host-as-found" "$RUN/host-as-left"
  [[ -z $(in_guest 'ls /sys/bus/mdev/devices 2> /dev/null || true') ]]
}

no_agent_pod() {
  [[ -z $(kubectl --namespace "$NAMESPACE" get pods -l app.kubernetes.io/component=agent -o name) ]]
}

# One line per PCI function of the guest: what a driver change or an SR-IOV change would alter.
host_state() {
  in_guest sh -s << 'SH'
cd /sys/bus/pci/devices
for device in *; do
  driver=none
  [ ! -e "$device/driver" ] || driver=$(basename "$(readlink "$device/driver")")
  printf '%s driver=%s override=%s' "$device" "$driver" "$(cat "$device/driver_override")"
  for attribute in sriov_numvfs sriov_drivers_autoprobe; do
    [ ! -e "$device/$attribute" ] || printf ' %s=%s' "$attribute" "$(cat "$device/$attribute")"
  done
  echo
done
SH
}
