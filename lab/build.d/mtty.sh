# shellcheck shell=bash
# mtty, the kernel's own sample of a driver that makes mediated devices (samples/vfio-mdev), for exactly the guest's kernel:
# Debian ships its source and no module. Where the archive has the headers of that kernel no more, the lab goes without it.
# Its types are at a device of its own; card=ADDRESS puts them at a PCI function instead, where a graphics card has them.

# What is between the lines of a kernel image that file(1) reads.
guest_kernel() { grep -aoEm1 '[0-9]+\.[0-9]+\.[0-9]+\+deb[0-9]+-amd64' "$(guest_path)/vmlinuz" | head -1; }

mtty_path() { echo "$(cache_path mtty "$(guest_kernel)" "$LAB/build.d/mtty.sh").ko"; }

build_mtty() {
  local kernel log=$1.log
  kernel=$(guest_kernel)
  progress "building mtty for $kernel"
  cat > "$1.card" << 'C'
#include <linux/pci.h>
static char *card;
module_param(card, charp, 0444);
static struct device *types_at(void)
{
	struct device *function = card ? bus_find_device_by_name(&pci_bus_type, NULL, card) : NULL;

	return function ? function : &mtty_dev.dev;
}
C
  cat > "$1.hook" << HOOK
#!/bin/sh
set -eu
mkdir "\$1/build"
echo 'obj-m := mtty.o' > "\$1/build/Makefile"
chroot "\$1" sh -c 'tar -C /build -xf /usr/src/linux-source-*.tar.xz --strip-components=3 --wildcards "*/samples/vfio-mdev/mtty.c"'
cp "$1.card" "\$1/build/card.h"
sed -i -e 's/^static int __init mtty_dev_init/#include "card.h"\n&/' \
  -e 's/\(mdev_register_parent(&mtty_dev.parent, \)&mtty_dev.dev/\1types_at()/' "\$1/build/mtty.c"
chroot "\$1" make -C /usr/src/linux-headers-$kernel M=/build modules
cp "\$1/build/mtty.ko" "$1"
HOOK
  chmod +x "$1.hook"
  nice mmdebstrap --quiet --variant=minbase --include="linux-headers-$kernel,linux-source-${kernel%.*},make,xz-utils" \
    --customize-hook="$1.hook \"\$1\"" "$GUEST_SUITE" /dev/null > "$log" 2>&1 || tail -n 5 "$log"
  rm -f "$1.hook" "$1.card" "$log"
}
