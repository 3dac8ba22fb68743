package dev.passthrough.host.boot;

import dev.passthrough.host.pci.PciAddress;
import java.util.List;
import java.util.Optional;

/**
 * A function that the initramfs is to give to its VFIO driver.
 *
 * @param path the end of its folder's path below {@code /sys/devices}: host bridge, bridges,
 *     address; a card in another slot that got the same address has another one
 * @param vendor as sysfs spells it: {@code 0x10de}
 * @param device as sysfs spells it
 * @param driver VFIO's, such as {@code vfio-pci}
 * @param first the driver that had it first in this boot; empty if none had it yet
 * @param modules the host's modules that could drive it
 */
record EarlyDevice(
    PciAddress address,
    String path,
    String vendor,
    String device,
    String driver,
    Optional<String> first,
    List<String> modules) {

  EarlyDevice {
    modules = List.copyOf(modules);
  }

  /** Its line in the list that the initramfs reads. */
  String line() {
    return String.join(" ", path, vendor, device, driver);
  }

  /** Whether no driver of the host had it in this boot. */
  boolean early() {
    return first.filter(driver::equals).isPresent();
  }
}
