# shellcheck shell=bash
# The processes of a run. Each has a file in $RUN/processes with its id and the moment it started, so that a later
# `lab/down` never ends a stranger that was given the same id.

started_at() { awk '{sub(/^.*\) /, ""); print $20}' "/proc/$1/stat" 2> /dev/null || true; }

# start NAME COMMAND...: in a session of its own, so that Ctrl-C reaches only the script, which then ends it in order. The
# process writes its file itself: there is no moment in which it runs unrecorded.
start() {
  local name=$1
  shift
  rm -f "$RUN/processes/$name"
  # shellcheck disable=SC2016 # for the inner shell to expand
  setsid bash -c 'moment=$(awk "{sub(/^.*\\) /, \"\"); print \$20}" /proc/$$/stat); echo "$$ $moment" > "$0"; exec "$@"' \
    "$RUN/processes/$name" "$@" > "$RUN/logs/$name.log" 2>&1 < /dev/null &
  disown "$!"
  until [[ -s $RUN/processes/$name ]]; do sleep 0.02; done
}

running() {
  local pid moment
  read -r pid moment 2> /dev/null < "$RUN/processes/$1" || return 1
  [[ -n $moment && $(started_at "$pid") == "$moment" ]]
}

stop() {
  local name=$1 pid try
  if running "$name"; then
    read -r pid _ < "$RUN/processes/$name"
    kill -TERM -- "-$pid" 2> /dev/null || true
    for ((try = 0; try < 50; try++)); do
      running "$name" || break
      sleep 0.1
    done
    if running "$name"; then kill -KILL -- "-$pid" 2> /dev/null || true; fi
  fi
  rm -f "$RUN/processes/$name"
}

# kill_hard NAME: at once, as if its power went.
kill_hard() {
  local pid
  running "$1" || return 0
  read -r pid _ < "$RUN/processes/$1"
  kill -KILL -- "-$pid"
  while running "$1"; do sleep 0.05; done
  rm -f "$RUN/processes/$1"
}

# stop_all: the guests first, so that nothing talks to a control plane that is gone.
stop_all() {
  local file
  [[ -d $RUN/processes ]] || return 0
  for file in "$RUN"/processes/{observer,qemu*,egress,kube-*,etcd}; do
    [[ ! -e $file ]] || stop "${file##*/}"
  done
}

any_running() {
  local file
  for file in "$RUN"/processes/*; do
    [[ ! -e $file ]] || ! running "${file##*/}" || return 0
  done
  return 1
}

# free_port: one that nothing listens on, outside the range that the kernel hands out by itself.
free_port() {
  local port try
  for ((try = 0; try < 200; try++)); do
    port=$((20000 + RANDOM % 10000))
    (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || { echo "$port"; return; }
  done
  say "no free port between 20000 and 30000" >&2
  return 1
}
