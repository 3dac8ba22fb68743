# shellcheck shell=bash
# mtty, the kernel's own sample of a driver that makes mediated devices (samples/vfio-mdev), for exactly the guest's kernel:
# Debian ships its source and no module. Where the archive has the headers of that kernel no more, the lab goes without it.

# What is between the lines of a kernel image that file(1) reads.
guest_kernel() { grep -aoEm1 '[0-9]+\.[0-9]+\.[0-9]+\+deb[0-9]+-amd64' "$(guest_path)/vmlinuz" | head -1; }

mtty_path() { echo "$(cache_path mtty "$(guest_kernel)" "$LAB/build.d/mtty.sh").ko"; }

build_mtty() {
  local kernel log=$1.log
  kernel=$(guest_kernel)
  progress "building mtty for $kernel"
  cat > "$1.hook" << HOOK
#!/bin/sh
set -eu
mkdir "\$1/build"
echo 'obj-m := mtty.o' > "\$1/build/Makefile"
chroot "\$1" sh -c 'tar -C /build -xf /usr/src/linux-source-*.tar.xz --strip-components=3 --wildcards "*/samples/vfio-mdev/mtty.c"'
chroot "\$1" make -C /usr/src/linux-headers-$kernel M=/build modules
cp "\$1/build/mtty.ko" "$1"
HOOK
  chmod +x "$1.hook"
  nice mmdebstrap --quiet --variant=minbase --include="linux-headers-$kernel,linux-source-${kernel%.*},make,xz-utils" \
    --customize-hook="$1.hook \"\$1\"" "$GUEST_SUITE" /dev/null > "$log" 2>&1 || tail -n 5 "$log"
  rm -f "$1.hook" "$log"
}
