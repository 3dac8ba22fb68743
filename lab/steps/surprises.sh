# shellcheck shell=bash
# What happens behind the product's back: drivers and functions changed by hand, a card pulled out and put back, with and
# without a VM that has it, kubelet and containerd restarted. Each time the node must come to offer what is there.

CARD=0000:41:00.0
CARD_RESOURCE=intel.com/82576

meddle() {
  look_at "$RUN/logs/pods.log" "kubectl get ptn $NODE -o yaml; the agent's log says what it saw"
  unbind_function
  progress "a drive's functions are removed"
  in_guest 'echo 0 > /sys/bus/pci/devices/0000:03:00.0/sriov_numvfs'
  wait_until 120 "the drive's functions to be on vfio-pci again" is_on_vfio 0000:03:00.2
  await_offers lab.test/nvme-vf 2
}

unbind_function() {
  progress "a function is taken off its driver"
  in_guest 'echo 0000:01:10.4 > /sys/bus/pci/drivers/vfio-pci/unbind'
  wait_until 120 "0000:01:10.4 to be on vfio-pci again" is_on_vfio 0000:01:10.4
  await_offers "$RESOURCE" 3
}

# A VM that has the card keeps it until it ends, and nobody else is held up: its driver waits for it.
pull_card() {
  look_at "$RUN/logs/pods.log" "kubectl get ptn $NODE -o yaml; is $CARD in the guest's /sys/bus/pci/devices?"
  progress "pulling $CARD"
  monitor "device_del card"
  await_offers "$CARD_RESOURCE" 0
  in_guest "test ! -e /sys/bus/pci/devices/$CARD"
  put_card_back

  vm_pod vm-holding "$CARD_RESOURCE" 8086:10c9 | sed 's/ -no-reboot/& -S/' | kubectl apply -f -
  wait_until 120 "a VM to have $CARD open" vm_has_card
  progress "pulling $CARD while a VM has it"
  monitor "device_del card"
  wait_until 60 "its driver to ask for it" removal_is_asked
  # Functions cannot be made or removed meanwhile, of no card: the kernel takes one lock for that and for the removal.
  unbind_function
  progress "passthrough inspect meanwhile"
  GUEST_SECONDS=120 in_guest "$PASSTHROUGH" inspect 2>&1 | tee "$RUN/inspected-meanwhile"
  grep -q "$CARD does not answer" "$RUN/inspected-meanwhile"
  kubectl delete pod vm-holding --grace-period=5 --timeout=120s
  await_offers "$CARD_RESOURCE" 0
  put_card_back
}

put_card_back() {
  wait_until 60 "$CARD to be gone from the machine" card_is_gone
  progress "putting $CARD back"
  monitor "device_add igb,id=card,netdev=n3,bus=rp3"
  wait_until 180 "$CARD to be on vfio-pci" is_on_vfio "$CARD"
  await_offers "$CARD_RESOURCE" 1
}

restart_node_services() {
  local service
  look_at "$RUN/logs/guest-journal.log" "does the agent's log say that it registered again?"
  for service in kubelet containerd; do
    progress "restarting $service"
    in_guest systemctl restart "$service"
    wait_for_node
    await_offers "$RESOURCE" 3
    await_offers "$CARD_RESOURCE" 1
  done
}

is_on_vfio() { [[ $(in_guest readlink "/sys/bus/pci/devices/$1/driver") == */vfio-pci ]]; }
vm_has_card() { in_guest "ls -l /proc/[0-9]*/fd 2> /dev/null | grep -q \"/dev/vfio/\$(basename \$(readlink /sys/bus/pci/devices/$CARD/iommu_group))\$\""; }
removal_is_asked() { in_guest dmesg | grep "$CARD: Relaying device request to user"; }

card_is_gone() { [[ $(monitor 'info qtree' | grep -c 'id "card"') == 0 ]]; }

# await_offers RESOURCE COUNT
await_offers() { wait_until 180 "$NODE to offer $2 $1" offers "$1" "$2"; }
offers() { [[ $(kubectl get node "$NODE" -o json | jq -r --arg r "$1" '.status.allocatable[$r] // "0"') == "$2" ]]; }
