package dev.passthrough.host.inventory;

import dev.passthrough.host.pci.PciClass;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what a function says it is. Its {@code uevent} file holds five of the six facts at once
 * ({@code pci_uevent} in drivers/pci/pci-driver.c); what it lacks is read from a file each.
 */
final class IdsReader {

  private final Attributes device;
  private final Map<String, String> uevent = new HashMap<>();

  IdsReader(Attributes device) {
    this.device = device;
    for (var line : device.text("uevent").orElse("").lines().toList()) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        uevent.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
  }

  PciIds read() {
    return new PciIds(
        half("PCI_ID", 0).or(() -> file("vendor", 4)),
        half("PCI_ID", 1).or(() -> file("device", 4)),
        half("PCI_SUBSYS_ID", 0).or(() -> file("subsystem_vendor", 4)),
        half("PCI_SUBSYS_ID", 1).or(() -> file("subsystem_device", 4)),
        file("revision", 2),
        Optional.ofNullable(uevent.get("PCI_CLASS"))
            .flatMap(PciClass::parse)
            .or(() -> device.text("class").flatMap(PciClass::parse)));
  }

  /** One side of {@code 10DE:1EB8}. */
  private Optional<String> half(String key, int side) {
    var value = uevent.getOrDefault(key, "");
    return value.length() == 9 && value.charAt(4) == ':'
        ? digits(value.substring(side * 5, side * 5 + 4))
        : Optional.empty();
  }

  /** The {@code digits} after {@code 0x} in the file {@code name}. */
  private Optional<String> file(String name, int digits) {
    return device
        .text(name)
        .filter(it -> it.length() == digits + 2 && it.startsWith("0x"))
        .flatMap(it -> digits(it.substring(2)));
  }

  private static Optional<String> digits(String text) {
    return text.chars().allMatch(it -> Character.digit(it, 16) >= 0 && it < 128)
        ? Optional.of(text.toLowerCase(Locale.ROOT))
        : Optional.empty();
  }
}
