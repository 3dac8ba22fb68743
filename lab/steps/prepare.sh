# shellcheck shell=bash
# What must be there before anything starts: the right kind of machine, its packages, what the lab builds.

prepare_machine() {
  local packages recent suite=''
  if ((EUID != 0)); then
    say "lab/run needs root: it installs packages, makes a Debian root folder and runs its own little cluster."
    exit 1
  fi
  command -v apt-get > /dev/null || { say "lab/run needs Debian 12, 13 or Ubuntu 24.04: it installs with apt-get."; exit 1; }
  mapfile -t packages < <(missing_packages | sort -u)
  # Go is needed only while something is still to be compiled.
  mapfile -t recent < <(missing_recent_packages "$(programs_are_built && echo no-go)")
  [[ $(os_release VERSION_CODENAME) != bookworm ]] || suite=bookworm-backports
  if ((${#packages[@]} + ${#recent[@]} > 0)); then
    say "Installing with apt-get what this machine lacks: ${packages[*]} ${recent[*]}${recent:+ ${suite:+(from $suite)}}"
  fi
  mkdir -p "$CACHE"
  if ((${#packages[@]} > 0)); then install_packages '' "${packages[@]}" > "$CACHE/packages.log" 2>&1; fi
  if ((${#recent[@]} > 0)); then install_packages "$suite" "${recent[@]}" > "$CACHE/packages.log" 2>&1; fi
}

programs_are_built() { [[ -e $(kubernetes_path) && -e $(etcd_path) && -e $(helm_path) ]]; }

build_programs() {
  build_once "$(kubernetes_path)" build_kubernetes
  build_once "$(etcd_path)" build_etcd
  build_once "$(helm_path)" build_helm
}

build_images() {
  build_once "$(guest_path)" build_guest
  build_once "$(base_image_path)" build_base_image
  build_once "$(lab_image_path)" build_lab_image
}
