# shellcheck shell=bash
# What the lab builds once and keeps: a cache folder outside the checkout, each entry named by its version and by a
# hash of the recipe that made it. An entry appears whole or not at all, and two builders never make the same one.

CACHE=${PASSTHROUGH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/passthrough-lab}

# cache_path NAME VERSION RECIPE_FILE...
cache_path() {
  local name=$1 version=$2 hash
  shift 2
  hash=$(cat -- "$@" | sha256sum | cut -c1-10)
  printf '%s/%s-%s-%s' "$CACHE" "$name" "$version" "$hash"
}

# build_once PATH FUNCTION: calls `FUNCTION TEMPORARY_PATH` unless PATH is there, then moves its result into place.
build_once() {
  local path=$1 build=$2 scratch lock
  [[ ! -e $path ]] || return 0
  mkdir -p "$CACHE/locks" "$CACHE/scratch"
  exec {lock}> "$CACHE/locks/${path##*/}"
  flock "$lock"
  if [[ ! -e $path ]]; then
    scratch=$CACHE/scratch/${path##*/}
    rm -rf -- "$scratch"
    "$build" "$scratch"
    mv -T -- "$scratch" "$path"
  fi
  exec {lock}>&-
}
