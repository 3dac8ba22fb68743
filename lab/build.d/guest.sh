# shellcheck shell=bash
# The guest: a Debian 13 disk with an empty boot sector and one ext4 partition, and its kernel and initramfs beside it for
# a direct boot. A run boots an overlay of it and never writes to it.

GUEST_SUITE=trixie

guest_path() {
  local files
  mapfile -t files < <(find "$LAB/guest" -type f | LC_ALL=C sort)
  cache_path guest "$GUEST_SUITE" "${files[@]}" "$LAB/build.d/guest.sh"
}

build_guest() {
  local root=$1/root packages start=1048576
  packages=$(grep -v '^#' "$LAB/guest/packages" | paste -sd,)
  mkdir -p "$root"
  progress "installing Debian $GUEST_SUITE into a folder"
  nice mmdebstrap --quiet --variant=minbase --include="$packages" --customize-hook="$LAB/guest/customize \"\$1\"" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' "$GUEST_SUITE" "$root"
  cp -L "$root/vmlinuz" "$1/vmlinuz"
  cp -L "$root/initrd.img" "$1/initrd.img"
  progress "making its disk"
  truncate -s 8G "$1/disk.raw"
  sfdisk --quiet "$1/disk.raw" <<< "label: dos
    start=$((start / 512)), type=83, bootable"
  # Without discard the folder's files are the only blocks written: the disk stays sparse.
  mke2fs -q -t ext4 -L root -E "offset=$start,nodiscard" -d "$root" "$1/disk.raw" "$((8 * 1024 * 1024 - start / 1024))k"
  rm -rf "$root"
}
