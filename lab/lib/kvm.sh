# shellcheck shell=bash
# Whether KVM works here. A /dev/kvm that opens proves little (on some cloud machines it cannot run an ordinary kernel), so
# the guest's own kernel is started on it: it must come as far as missing its root disk.

kvm_works() {
  local guest=$1 log=$RUN/logs/kvm-probe.log
  [[ -w /dev/kvm ]] || return 1
  timeout 15 qemu-system-x86_64 -accel kvm -cpu max -M q35,kernel-irqchip=split -m 512 -nodefaults -display none \
    -device intel-iommu,intremap=on,caching-mode=on -action reboot=shutdown -action shutdown=poweroff \
    -kernel "$guest/vmlinuz" -append 'console=ttyS0 panic=-1' -serial stdio > "$log" 2>&1 < /dev/null &
  local probe=$!
  while kill -0 "$probe" 2> /dev/null; do
    if grep -q -e 'Unable to mount root' -e 'KVM internal error' "$log"; then
      kill "$probe" 2> /dev/null || true
      break
    fi
    sleep 0.1
  done
  wait "$probe" || true
  grep -q 'Unable to mount root' "$log"
}
