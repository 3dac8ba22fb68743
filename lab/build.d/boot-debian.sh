# shellcheck shell=bash
# A Debian with GRUB, a kernel and what builds an initramfs, for lab/boot-tools.

BOOT_SUITE=bookworm
# dracut-core: the package dracut would take initramfs-tools away.
BOOT_PACKAGES=grub2-common,grub-pc-bin,linux-image-cloud-amd64,initramfs-tools,dracut-core,systemd,mount,udev,zstd

build_boot_debian() {
  progress "installing Debian $BOOT_SUITE with GRUB, initramfs-tools, dracut and systemd into a folder"
  nice mmdebstrap --quiet --variant=apt --include="$BOOT_PACKAGES" "$BOOT_SUITE" "$1"
}
