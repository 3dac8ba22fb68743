# shellcheck shell=bash
# The guest: a Debian 13 disk that its own GRUB boots with the IOMMU off, and its kernel and initramfs beside it for a
# direct boot with the IOMMU on. A run boots an overlay of it and never writes to it.

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
  install_grub "$1"
}

# Loop devices show no partitions everywhere, and grub-install wants the disk that it will be booted from: it runs where
# both are, in the guest itself, as its only process. A boot under emulation that hangs is tried again.
install_grub() {
  local guest=$1 log=$1/install-grub.log try
  for ((try = 1; try <= 3; try++)); do
    progress "putting GRUB on its disk (try $try)"
    timeout 300 qemu-system-x86_64 -accel tcg,thread=multi -cpu max -M q35 -smp 2 -m 1024 -nodefaults -display none -no-reboot \
      -kernel "$guest/vmlinuz" -initrd "$guest/initrd.img" \
      -append "root=/dev/vda1 rw console=ttyS0 panic=-1 nohz=off highres=off init=/usr/local/sbin/install-grub" \
      -drive "file=$guest/disk.raw,if=none,id=root,format=raw,cache=unsafe" -device virtio-blk-pci,drive=root \
      -serial "file:$log" < /dev/null || true
    if grep -q '^GRUB is installed' "$log"; then return 0; fi
  done
  tail -n 20 "$log"
  return 1
}
