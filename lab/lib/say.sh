# shellcheck shell=bash
# What a run tells the person who started it: numbered steps with their times, a progress line while one takes long,
# and on failure the step, the last lines of the log that matters, and what to try.

STEP=0
STEP_PROCESS=

say() { printf '%s\n' "$*"; }

# progress TEXT: what a step is doing now; shown by the progress line.
progress() {
  if [[ -n ${PROGRESS_FILE:-} ]]; then printf '%s' "$*" > "$PROGRESS_FILE"; else say "  $*" >&2; fi
}

# note TEXT: something that a step's reader should know although it went well; printed when the step ends.
note() { printf '%s\n' "$*" >> "$PROGRESS_FILE.notes"; }

# look_at LOG ADVICE: where to look, and what to try, should the step fail from here on.
look_at() { if [[ -n ${PROGRESS_FILE:-} ]]; then printf '%s\n%s\n' "$1" "$2" > "$PROGRESS_FILE.advice"; fi; }

# step TITLE FUNCTION ARGUMENT...: runs the function in a subshell with its output in a log of its own, for STEP_LIMIT
# seconds at most.
step() {
  local title=$1 begin=$SECONDS code=0 log pid notes doing elapsed
  shift
  STEP=$((STEP + 1))
  log=$RUN/logs/step-$(printf %02d "$STEP")-$1.log
  PROGRESS_FILE=$RUN/progress
  rm -f "$PROGRESS_FILE" "$PROGRESS_FILE".*
  # Job control gives the step a process group, by which an interrupted run ends all of it.
  set -m
  (
    set -e
    "$@"
  ) > "$log" 2>&1 < /dev/null &
  pid=$!
  set +m
  STEP_PROCESS=$pid
  show_progress "$pid" "$title" "$begin"
  wait "$pid" || code=$?
  STEP_PROCESS=
  notes=$(sed 's/^/      /' "$PROGRESS_FILE.notes" 2> /dev/null || true)
  [[ -z $notes ]] || say "$(clear_line)$notes"
  if ((code != 0)); then
    doing=$(cat "$PROGRESS_FILE" 2> /dev/null || true)
    elapsed=$((SECONDS - begin))
    collect_evidence
    fail_step "$title" "$elapsed" "$log" "$doing"
    return "$code"
  fi
  printf '%s  %2d  %-58s %4d s\n' "$(clear_line)" "$STEP" "$title" "$((SECONDS - begin))" | tee -a "$RUN/logs/steps.log"
}

# Ends the step that an interrupted run is in.
end_step() {
  [[ -n $STEP_PROCESS ]] || return 0
  kill -TERM -- "-$STEP_PROCESS" 2> /dev/null || true
  wait "$STEP_PROCESS" 2> /dev/null || true
}

clear_line() { if [[ -t 1 ]]; then printf '\r\033[K'; fi; }

show_progress() {
  local pid=$1 title=$2 begin=$3 shown=0 elapsed now
  while kill -0 "$pid" 2> /dev/null; do
    sleep 0.2
    elapsed=$((SECONDS - begin))
    if ((elapsed >= ${STEP_LIMIT:-900})); then
      note "Ended: it takes no longer than ${STEP_LIMIT:-900} s where all is well."
      kill -TERM -- "-$pid" 2> /dev/null || true
      return
    fi
    ((elapsed >= 5)) || continue
    now=$(cat "$PROGRESS_FILE" 2> /dev/null || true)
    if [[ -t 1 ]]; then
      printf '%s      %s … %d s  %.70s' "$(clear_line)" "$title" "$elapsed" "$now"
    elif ((elapsed >= shown + 15 || shown == 0)); then
      shown=$elapsed
      say "      $title … $elapsed s  $now"
    fi
  done
}

# fail_step TITLE SECONDS LOG DOING
fail_step() {
  local title=$1 elapsed=$2 log=$3 doing=$4 other='' advice=''
  say "$(clear_line)FAILED at step $STEP after $elapsed s: $title"
  if [[ -n $doing ]]; then say "  while: $doing"; fi
  show_tail "$log"
  if [[ -e $PROGRESS_FILE.advice ]]; then
    { read -r other; read -r advice; } < "$PROGRESS_FILE.advice"
    [[ $other == "$log" ]] || show_tail "$other"
    say "What to try: $advice"
  fi
  say "All logs: $RUN/logs"
}

show_tail() {
  [[ -s $1 ]] || return 0
  say "  last lines of $1:"
  tail -n 15 -- "$1" | sed 's/^/    | /'
}

# wait_until SECONDS WHAT COMMAND...: asks again until the command succeeds.
wait_until() {
  local seconds=$1 what=$2 end=$((SECONDS + $1))
  shift 2
  progress "waiting for $what"
  until "$@" > /dev/null 2>&1; do
    if ((SECONDS >= end)); then
      say "gave up on $what after $seconds s"
      return 1
    fi
    sleep 0.3
  done
}
