# shellcheck shell=bash
# What must be there before anything starts: the right kind of machine, its packages, what the lab builds.

check_machine() {
  if ((EUID != 0)); then
    say "lab/run needs root: it installs packages, makes a Debian root folder and runs its own little cluster."
    exit 1
  fi
  if ! command -v apt-get > /dev/null; then
    say "lab/run needs Debian 12, 13 or Ubuntu 24.04: it installs what it lacks with apt-get."
    exit 1
  fi
}

# Defines PACKAGES and RECENT_PACKAGES, what this machine lacks, and RECENT_SUITE, where the recent ones come from.
find_missing_packages() {
  local compiled=''
  mapfile -t PACKAGES < <(missing_packages | sort -u)
  # Go is needed only while something is still to be compiled.
  if programs_are_built; then compiled=1; fi
  mapfile -t RECENT_PACKAGES < <(missing_recent_packages "$compiled")
  RECENT_SUITE=''
  [[ $(os_release VERSION_CODENAME) != bookworm ]] || RECENT_SUITE=bookworm-backports
}

say_what_comes() {
  local built
  if programs_are_built && [[ -e $(guest_path) ]]; then built="are in the cache"; else
    built="are built into the cache first: some 12 minutes on two cores, once"
  fi
  say "Boots a real node on this machine, installs the operator, hands a virtual function to a VM."
  say "Kubernetes $(module_version kubernetes k8s.io/kubernetes) and the guest's disk $built: $CACHE"
  if ((${#PACKAGES[@]} > 0)); then say "Installs with apt-get: ${PACKAGES[*]}"; fi
  if ((${#RECENT_PACKAGES[@]} > 0)); then
    say "Installs with apt-get${RECENT_SUITE:+ from $RECENT_SUITE}: ${RECENT_PACKAGES[*]}"
  fi
  say ""
}

install_missing_packages() {
  look_at /dev/null "apt-get update, and the same packages by hand"
  progress "apt-get"
  if ((${#PACKAGES[@]} > 0)); then install_packages '' "${PACKAGES[@]}"; fi
  if ((${#RECENT_PACKAGES[@]} > 0)); then install_packages "$RECENT_SUITE" "${RECENT_PACKAGES[@]}"; fi
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
  build_once "$(mtty_path)" build_mtty || true
  [[ -e $(mtty_path) ]] || note "mtty could not be built: the contract's cases of mediated devices are left out"
}
