package dev.passthrough.host.pci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a PCI function sits: {@code domain:bus:device.function}, as the names in {@code
 * /sys/bus/pci/devices} spell it (kernel {@code pci_setup_device}: {@code %04x:%02x:%02x.%d}, the
 * domain longer than four digits where it does not fit).
 *
 * @param domain 0 to 2^32-1
 * @param bus 0 to 255
 * @param device 0 to 31
 * @param function 0 to 7
 */
public record PciAddress(long domain, int bus, int device, int function)
    implements Comparable<PciAddress> {

  private static final Pattern FORM =
      Pattern.compile("([0-9a-fA-F]{4,8}):([0-9a-fA-F]{2}):([01][0-9a-fA-F])\\.([0-7])");

  private static final Comparator<PciAddress> ORDER =
      Comparator.comparingLong(PciAddress::domain)
          .thenComparingInt(PciAddress::bus)
          .thenComparingInt(PciAddress::device)
          .thenComparingInt(PciAddress::function);

  /** The address that {@code text} spells; empty if it spells none. */
  public static Optional<PciAddress> parse(String text) {
    var m = FORM.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new PciAddress(
            Long.parseLong(m.group(1), 16),
            Integer.parseInt(m.group(2), 16),
            Integer.parseInt(m.group(3), 16),
            Integer.parseInt(m.group(4), 16)));
  }

  /**
   * The address that {@code text} spells.
   *
   * @throws IllegalArgumentException if it spells none
   */
  @JsonCreator
  public static PciAddress of(String text) {
    return parse(text)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "not a PCI address: '" + text + "'; write it as lspci -D prints it, 0000:01:00.0"));
  }

  /** Whether both are functions of one card: same domain, bus and device. */
  public boolean sameSlot(PciAddress other) {
    return domain == other.domain && bus == other.bus && device == other.device;
  }

  /** {@code addresses} in a sentence: {@code 0000:01:00.0, 0000:01:00.1}. */
  public static String list(Collection<PciAddress> addresses) {
    return addresses.stream().map(PciAddress::toString).collect(Collectors.joining(", "));
  }

  @Override
  public int compareTo(PciAddress other) {
    return ORDER.compare(this, other);
  }

  @JsonValue
  @Override
  public String toString() {
    return "%04x:%02x:%02x.%d".formatted(domain, bus, device, function);
  }
}
