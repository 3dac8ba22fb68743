# shellcheck shell=bash
# The kernel's side of the bargain: the table that the tests hold their kernel stand-in to
# (host/src/test/resources/dev/passthrough/host/contract/kernel.txt), held to the guest's kernel by the same code.

keep_contract() {
  look_at /dev/null "where the kernel is right, correct the table, and then the stand-in until ./mvnw test agrees"
  progress "writing to its sysfs"
  host_state > "$RUN/state-before"
  in_guest 'test ! -e /opt/lab/mtty.ko || { modprobe mdev && insmod /opt/lab/mtty.ko; }'
  in_guest timeout 900 /opt/lab/passthrough/runtime/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m \
    -cp "'/opt/lab/passthrough/lib/*:/opt/lab/host-tests.jar'" dev.passthrough.host.contract.KernelContract
  in_guest 'test ! -e /opt/lab/mtty.ko || rmmod mtty'
  host_state | diff "$RUN/state-before" -
}
