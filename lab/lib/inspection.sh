# shellcheck shell=bash
# What `passthrough inspect -o json` said, from standard input, as lines that can be compared: without what differs from
# boot to boot, such as the numbers of groups.

# One line per device: address, node, verdict, who is in its group, who is in the way, what refuses it, boot display.
inspected_devices() {
  jq -r '
    def short: sub("^0000:"; "");
    def list: if length == 0 then "-" else map(short) | join(",") end;
    .devices as $all | .devices[]
    | . as $it
    | ($all | map(select(.iommuGroup != null and .iommuGroup == $it.iommuGroup) | .address) - [$it.address]) as $with
    | [(.address | short), "node=\(.numaNode // "?")", .isolation // "bridge", "group+\($with | list)", "blocked=\(.blockedBy | list)",
       "refused=\([.refusals[].reason] | unique | list)", (if .bootDisplay then "boot-display" else empty end)]
    | join(" ")'
}

# The sets of devices to hand to a VM, and what becomes of it if the verdicts are right: "started" or "not viable", a tab,
# the verdict, a tab, the set. Nothing that the host itself needs is among them.
inspected_sets() {
  jq -r '
    ["BootDisplay", "DiskInUse", "NetworkInUse", "OpenByProcess"] as $needed
    | [.devices[] | select(.sriov == null and .physicalFunction == null) | .address] as $plain
    | [.devices[] | select(.isolation != null and all(.refusals[].reason; IN($needed[]) | not))
      | ([.address] + .blockedBy) as $group
      | if .isolation == "Shared" then
          ["not viable", .isolation, .address],
          # Last, since QEMU keeps what it took; and not where one of them is a card with functions, or such a function.
          (select(.address == ($group | max) and ($group - $plain == []))
            | ["started", "Shared, with those in the way", ($group | sort | join("+"))])
        elif (.passable | not) then empty
        elif .isolation == "Alone" then ["started", .isolation, .address]
        elif .address == ([.address] + .companions | min) then
          ["not viable", "\(.isolation), one of them", .address],
          ["started", "\(.isolation), all of them", ([.address] + .companions | join("+"))]
        else empty end]
    | .[] | @tsv'
}
