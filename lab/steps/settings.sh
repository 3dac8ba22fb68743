# shellcheck shell=bash
# What only a card's driver holds its functions to, on real drivers: igb by `ip`, nvme by `nvme`, read back by both.

SETTINGS_SPEC=/root/settings.yaml

hold_settings() {
  look_at /dev/null "passthrough plan -f $SETTINGS_SPEC in the guest; ip link show; nvme list-secondary"
  host_state > "$RUN/state-before"
  { host_spec; sed -n '/^    - /,$p' "$LAB/objects/settings.yaml"; } | in_guest "cat > $SETTINGS_SPEC"
  progress "passthrough apply"
  in_guest "$PASSTHROUGH" apply --yes -f "$SETTINGS_SPEC"
  { held_by_igb; held_by_nvme; } | tee "$RUN/held"
  diff "$LAB/expected/held" "$RUN/held"
  progress "passthrough plan: nothing is left to change"
  in_guest "$PASSTHROUGH" plan -f "$SETTINGS_SPEC"
  progress "passthrough apply, of the host alone: the functions go"
  in_guest "$PASSTHROUGH" apply --yes -f "$HOST_SPEC"
  host_state | diff "$RUN/state-before" -
  [[ $(held_by_nvme | grep -c 'Offline, 0 queues, 0 interrupts') == 4 ]]
}

held_by_igb() {
  # shellcheck disable=SC2016 # for the guest's shell to expand
  in_guest 'ip -j link show dev $(ls /sys/bus/pci/devices/0000:01:00.0/net)' | jq -r '.[0].vfinfo_list[]
    | "function \(.vf): \(.address), VLAN \(.vlan_list[0].vlan) priority \(.vlan_list[0].qos), spoof check \(.spoofchk)"'
}

held_by_nvme() {
  # shellcheck disable=SC2016 # for the guest's shell to expand
  in_guest 'nvme list-secondary /dev/$(ls /sys/bus/pci/devices/0000:03:00.0/nvme)' | awk -F': ' '
    function number(text) { sub(/^ *(0x)?0*/, "", text); return text == "" ? 0 : text }
    / SCID / { id = number($NF) }
    / SCS /  { state = $NF ~ /Online/ ? "Online" : "Offline" }
    / NVQ /  { queues = number($NF) }
    / NVI /  { printf "controller %s: %s, %s queues, %s interrupts\n", id, state, queues, number($NF) }'
}
