# shellcheck shell=bash
# The inventory on the real thing: what `passthrough inspect` and `doctor` say in the guest is what is known of this
# machine, and QEMU, asked for each device, takes it exactly where the verdict says that it can.

PASSTHROUGH=/opt/lab/passthrough/bin/passthrough

ask_inventory() {
  host_state > "$RUN/state-before"
  inspect_as found
  progress "passthrough doctor"
  in_guest "$PASSTHROUGH" doctor
  inspected_sets < "$RUN/inspect-found.json" > "$RUN/sets"
  ask_qemu

  progress "making functions of 01:00.0 and 02:00.0"
  # shellcheck disable=SC2016 # for the guest's shell to expand
  in_guest 'for card in 0000:01:00.0 0000:02:00.0; do
    echo 0 > /sys/bus/pci/devices/$card/sriov_drivers_autoprobe; echo 3 > /sys/bus/pci/devices/$card/sriov_numvfs; done'
  inspect_as with-functions
  jq '.devices |= map(select(.physicalFunction != null))' "$RUN/inspect-with-functions.json" | inspected_sets > "$RUN/sets"
  ask_qemu
  # shellcheck disable=SC2016 # for the guest's shell to expand
  in_guest 'for card in 0000:01:00.0 0000:02:00.0; do
    echo 0 > /sys/bus/pci/devices/$card/sriov_numvfs; echo 1 > /sys/bus/pci/devices/$card/sriov_drivers_autoprobe; done'
  host_state | diff "$RUN/state-before" -
  look_at /dev/null "a verdict of host/verdict is wrong, or lab/in-guest/try-vfio asks the wrong thing"
  agreement | tee "$RUN/agreement"
}

# inspect_as NAME: holds what `inspect` says to lab/expected/NAME.
inspect_as() {
  look_at /dev/null "'<' is lab/expected/inspect-$1, '>' what was found: which of them tells the truth about the machine?"
  progress "passthrough inspect"
  in_guest "$PASSTHROUGH" inspect -o json > "$RUN/inspect-$1.json"
  grep -v '^#' "$LAB/expected/inspect-$1" | diff - <(inspected_devices < "$RUN/inspect-$1.json")
}

# Adds a line for each set of $RUN/sets to $RUN/asked: what the verdicts make of it, the verdict, the set, what QEMU said.
ask_qemu() {
  look_at /dev/null "lab/in-guest/try-vfio in the guest, for one device"
  progress "asking QEMU"
  # shellcheck disable=SC2046
  in_guest timeout 300 /opt/lab/in-guest/try-vfio $(cut -f3 "$RUN/sets") > "$RUN/answers"
  paste "$RUN/sets" <(cut -f2- "$RUN/answers") >> "$RUN/asked"
}

# Fails if QEMU disagrees with a verdict anywhere.
agreement() {
  awk -F'\t' '
    BEGIN { format = "%-26s %-30s %s\n"; printf format, "DEVICE", "VERDICT", "QEMU" }
    { gsub("0000:", "", $3); said = $4; gsub("0000:", "", said); good = index($4, $1)
      printf format, $3, $2, said (good ? "" : "   <- DISAGREES: expected \"" $1 "\""); if (!good) bad = 1 }
    END { exit bad || NR == 0 }' "$RUN/asked"
}
