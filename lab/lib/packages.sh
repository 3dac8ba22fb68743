# shellcheck shell=bash
# Debian packages this machine needs, installed only where missing and never silently.
# QEMU must be 8.0 or later: the emulated igb card came with it. Debian 12's own is 7.2; its backports have a later one.

declare -A PACKAGE_OF=(
  [mmdebstrap]=mmdebstrap [mke2fs]=e2fsprogs [sfdisk]=fdisk [ssh]=openssh-client [openssl]=openssl
  [socat]=socat [jq]=jq [gcc]=gcc [flock]=util-linux [setsid]=util-linux
)

os_release() { (. /etc/os-release && printf '%s' "${!1:-}"); }

missing_packages() {
  local command
  for command in "${!PACKAGE_OF[@]}"; do
    command -v "$command" > /dev/null || echo "${PACKAGE_OF[$command]}"
  done
  [[ -e /usr/share/keyrings/debian-archive-keyring.gpg ]] || echo debian-archive-keyring
  [[ -e /usr/include/stdio.h ]] || echo libc6-dev
}

# Packages that must be recent: on Debian 12 they come from its backports.
missing_recent_packages() {
  local version
  version=$(qemu-system-x86_64 --version 2> /dev/null | sed -n 's/.*version \([0-9]*\).*/\1/p' || true)
  ((${version:-0} >= 8)) || echo qemu-system-x86
  command -v qemu-img > /dev/null || echo qemu-utils
  # Any Go from 1.21 on fetches the one that go.mod asks for (GOTOOLCHAIN=auto).
  version=$(GOTOOLCHAIN=local go version 2> /dev/null | sed -n 's/.*go1\.\([0-9]*\).*/\1/p' || true)
  ((${version:-0} >= 21)) || [[ -n ${1:-} ]] || echo golang-go
}

# install_packages SUITE_OR_EMPTY PACKAGE...: a suite that the machine does not list is used for this one installation only.
install_packages() {
  local suite=$1 scratch options=()
  shift
  export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
  if [[ -n $suite ]]; then
    scratch=$(mktemp -d)
    mkdir "$scratch/lists"
    mkdir -p "$scratch/sources"
    find /etc/apt/sources.list.d -type f -exec cp -t "$scratch/sources" {} +
    debian_source "$suite" > "$scratch/sources/lab-backports.sources"
    options=(-o "Dir::Etc::SourceParts=$scratch/sources" -o "Dir::State::Lists=$scratch/lists" -t "$suite")
  fi
  apt-get update -qq "${options[@]}"
  apt-get install -qq -y --no-install-recommends "${options[@]}" "$@"
  [[ -z ${scratch:-} ]] || rm -rf "$scratch"
}

# debian_source SUITE: a source like the machine's own for its release, for another suite of the same archive.
debian_source() {
  local uri
  # shellcheck disable=SC2016 # these are for apt-get to expand
  uri=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
    awk -v "release=$(os_release VERSION_CODENAME)" '$2 == release {print $1; exit}')
  printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' \
    "${uri:?no source for this release in the machine\'s apt configuration}" "$1" \
    /usr/share/keyrings/debian-archive-keyring.gpg
}
