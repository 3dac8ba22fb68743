# shellcheck shell=bash
# Power cuts: QEMU is killed at moments that a seed decides, in the middle of `passthrough apply` and of `passthrough
# restore`; the same disk is booted, its file system replayed, and the same command brings the host to where it was going.
# The disk loses nothing that fsync promised: its cache is QEMU's writeback, and its pages are this machine's.

# shellcheck disable=SC2034 # for lab/run
POWER_CUTS=${PASSTHROUGH_POWER_CUTS:-10}
POWER_CUT_SEED=${PASSTHROUGH_SEED:-1}

# Once without a cut, to know how long it takes and how the host looks then.
rehearse() {
  local begin
  whole_state > "$RUN/state-found"
  begin=$EPOCHREALTIME
  carry_out "apply --yes -f $SPEC"
  milliseconds_since "$begin" > "$RUN/milliseconds"
  whole_state > "$RUN/state-planned"
  carry_out "restore --yes"
  whole_state | diff "$RUN/state-found" -
  note "apply takes $(cat "$RUN/milliseconds") ms; seed $POWER_CUT_SEED"
}

# Devices and boot files; GRUB's own note of how often it was started is not one of the latter.
whole_state() { host_state; boot_files | grep -v ' /boot/grub/grubenv'; }

milliseconds_since() { awk -v "now=$EPOCHREALTIME" -v "then=$1" 'BEGIN {printf "%d\n", (now - then) * 1000}'; }

# carry_out ACTION: as far as it goes without a reboot, which is what its exit code 2 says.
carry_out() {
  local code=0
  in_guest "$PASSTHROUGH $1" || code=$?
  ((code == 0 || code == 2))
}

# cut_power NUMBER: odd ones cut apply, even ones the restore that follows it.
cut_power() {
  local number=$1 action="apply --yes -f $SPEC" goal=planned moment before lines
  ((number % 2 == 1)) || { action="restore --yes" goal=found; }
  RANDOM=$((POWER_CUT_SEED * 1000 + number))
  # The first third is the start of the Java virtual machine.
  moment=$(($(cat "$RUN/milliseconds") * (33 + RANDOM % 67) / 100))
  look_at "$RUN/logs/console.log" "PASSTHROUGH_SEED=$POWER_CUT_SEED cuts at the same moments again"
  progress "$action, cut after $moment ms"
  before=$(journal_lines)
  in_guest "nohup setsid $PASSTHROUGH $action > /root/cut-off.log 2>&1 < /dev/null &"
  sleep "$((moment / 1000)).$(printf %03d $((moment % 1000)))"
  kill_hard qemu
  close_ssh
  power_on grub
  lines=$(($(journal_lines) - before))
  in_guest "dmesg | grep -i 'EXT4-fs.*recover'" || echo "the file system had nothing to replay"
  progress "$action, again"
  carry_out "$action"
  whole_state | diff "$RUN/state-$goal" -
  note "cut after $moment ms, when $lines lines were in its journal; in the end as $goal"
}

journal_lines() { in_guest 'cat /var/lib/passthrough/journal 2> /dev/null | wc -l'; }
