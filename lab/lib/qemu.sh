# shellcheck shell=bash
# The emulated machine: an Intel board with an IOMMU, two NUMA nodes, three SR-IOV network cards in places that differ,
# an SR-IOV NVMe drive, a card of two functions, two cards behind a conventional bridge,
# a boot display, a function that a driver in the guest can divide, and a plain network card. lab/README.md has
# the map. What is added comes last: QEMU numbers the slots of the root bus in this order, and the firmware the buses.
# The second machine is as small as a node can be: one processor, and the one card that is to be had on both.

# A disk like the guest's as it was made; what a run writes goes into a layer of its own.
fresh_disk() {
  rm -f "$RUN/disk$MACHINE.qcow2"
  qemu-img create -q -f qcow2 -F raw -b "$(guest_path)/disk.raw" "$RUN/disk$MACHINE.qcow2"
}

# start_qemu kvm|tcg direct|grub: with the guest's kernel handed over, or as a machine starts. Where $RUN/lasting is, its
# disk loses nothing it has been told to keep, whenever the power goes; else it is faster. A kernel handed over boots as the first
# (index 0), so the disk is the second.
start_qemu() {
  local acceleration=$1 guest cache=unsafe from=() size=() cards=() more=()
  guest=$(guest_path)
  [[ $acceleration != tcg ]] || acceleration=tcg,thread=multi
  [[ ! -e $RUN/lasting ]] || cache=writeback
  if [[ $2 == direct ]]; then
    from=(-kernel "$guest/vmlinuz" -initrd "$guest/initrd.img" -append "root=/dev/vda1 console=ttyS0 systemd.show_status=no nohz=off highres=off sysrq_always_enabled")
  fi
  read_ports
  if [[ -z $MACHINE ]]; then first_machine; else second_machine; fi
  start "qemu$MACHINE" qemu-system-x86_64 -name "$NODE" -accel "$acceleration" -cpu max -M q35,kernel-irqchip=split \
    "${size[@]}" -nodefaults -display none "${from[@]}" \
    -serial "file:$RUN/logs/console$MACHINE.log" -qmp "unix:$RUN/qmp$MACHINE.sock,server,nowait" \
    -device intel-iommu,intremap=on,caching-mode=on \
    -device pcie-root-port,id=rp0,bus=pcie.0,chassis=1,slot=1 \
    "${cards[@]}" \
    -drive "file=$RUN/disk$MACHINE.qcow2,if=none,id=root,format=qcow2,cache=$cache" \
    -device virtio-blk-pci,drive=root,bus=pcie.0,bootindex=1 \
    -drive "file=$RUN/payload$MACHINE.raw,if=none,id=payload,format=raw,readonly=on" \
    -device virtio-blk-pci,drive=payload,bus=pcie.0 \
    -netdev "user,id=mgmt,hostfwd=tcp:127.0.0.1:$(ssh_port)-:22" -device virtio-net-pci,netdev=mgmt,bus=pcie.0 \
    "${more[@]}"
}

first_machine() {
  size=(-smp 2 -m 4096
    -object memory-backend-ram,id=m0,size=2048M -numa node,nodeid=0,cpus=0,memdev=m0
    -object memory-backend-ram,id=m1,size=2048M -numa node,nodeid=1,cpus=1,memdev=m1)
  cards=(
    -device ioh3420,id=rp1,bus=pcie.0,chassis=2,slot=2
    -device pcie-root-port,id=rp2,bus=pcie.0,chassis=3,slot=3
    -device pxb-pcie,id=pxb1,bus_nr=64,numa_node=1,bus=pcie.0
    -device pcie-root-port,id=rp3,bus=pxb1,chassis=4,slot=4
    -device VGA,bus=pcie.0
    -netdev user,id=n0,restrict=on -device igb,netdev=n0,bus=rp0
    -netdev user,id=n1,restrict=on -device igb,netdev=n1,bus=rp1
    -netdev user,id=n3,restrict=on -device igb,id=card,netdev=n3,bus=rp3
    -device nvme-subsys,id=sub0
    -device nvme,serial=lab-nvme,subsys=sub0,sriov_max_vfs=4,sriov_vq_flexible=8,sriov_vi_flexible=4,bus=rp2)
  more=(
    -device pcie-root-port,id=rp4,bus=pcie.0,chassis=5,slot=5
    -device nvme,serial=lab-pair-0,bus=rp4,addr=0.0,multifunction=on -device nvme,serial=lab-pair-1,bus=rp4,addr=0.1
    -device pcie-root-port,id=rp5,bus=pcie.0,chassis=6,slot=6 -device pcie-pci-bridge,id=pci0,bus=rp5
    -netdev user,id=n4,restrict=on -device e1000,netdev=n4,bus=pci0,addr=1
    -netdev user,id=n5,restrict=on -device e1000,netdev=n5,bus=pci0,addr=2
    -device edu,bus=pcie.0
    -device pcie-root-port,id=rp6,bus=pcie.0,chassis=7,slot=7 -netdev user,id=n6,restrict=on -device e1000e,netdev=n6,bus=rp6)
}

second_machine() {
  size=(-smp 1 -m 2048)
  cards=(-netdev user,id=n0,restrict=on -device igb,netdev=n0,bus=rp0)
}
